import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What certutil calls the authority, and for what it is trusted: to vouch for TLS servers. */
const NICKNAME = "network tests";
const TRUST = "C,,";

/** A certificate authority of our own, for names nobody else vouches for. Needs openssl and certutil (libnss3-tools). */
export class Authority implements AsyncDisposable {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async create(): Promise<Authority> {
    const authority = new Authority(await mkdtemp(join(tmpdir(), "onecall-authority-")));
    await authority.#openssl(
      [
        "req",
        "-x509",
        "-days",
        "2",
        "-subj",
        "/CN=Network tests",
        "-addext",
        "basicConstraints=critical,CA:TRUE",
      ],
      "authority",
    );
    return authority;
  }

  /** Files of a certificate for a domain and of its key, PEM. */
  async issue(domain: string): Promise<{ readonly cert: string; readonly key: string }> {
    const signer = ["-CA", this.#file("authority.pem"), "-CAkey", this.#file("authority.key")];
    const extensions = [
      "-addext",
      `subjectAltName=DNS:${domain}`,
      "-addext",
      "basicConstraints=critical,CA:FALSE",
    ];
    await this.#openssl(
      ["req", "-x509", ...signer, "-days", "2", "-subj", `/CN=${domain}`, ...extensions],
      domain,
    );
    return { cert: this.#file(`${domain}.pem`), key: this.#file(`${domain}.key`) };
  }

  /** Makes the certificates database in `folder` trust this authority, as Firefox and Chromium read it. */
  async trustIn(folder: string): Promise<void> {
    await mkdir(folder, { recursive: true });
    const database = ["-d", `sql:${folder}`];
    await run("certutil", [...database, "-N", "--empty-password"]);
    const added = ["-A", "-n", NICKNAME, "-t", TRUST, "-i", this.#file("authority.pem")];
    await run("certutil", [...database, ...added]);
  }

  async #openssl(args: readonly string[], name: string): Promise<void> {
    const files = ["-keyout", this.#file(`${name}.key`), "-out", this.#file(`${name}.pem`)];
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
    await run("openssl", [...args, ...key, ...files]);
  }

  #file(name: string): string {
    return join(this.#folder, name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true });
  }
}
