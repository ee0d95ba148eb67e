import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Paths of a certificate and its key, and the certificate as an authority to trust. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
  readonly pem: Buffer;
}

/** Makes a self-signed certificate for one IP address in a folder of the test; from 2020 when it is to be expired. */
export function makeCertificate(
  folder: string,
  address: string,
  state: "valid" | "expired" = "valid",
): Certificate {
  const at = (name: string) => join(folder, `${state}-${name}`);
  const [cert, key, request, settings] = [at("cert.pem"), at("key.pem"), at("request.pem"), at("ca.cnf")];
  const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: "ignore" });
  const kind = [
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:P-256",
    "-nodes",
    "-subj",
    "/CN=onecall test",
  ];
  const alternative = `subjectAltName=IP:${address}`;
  if (state === "valid") {
    openssl("req", "-x509", ...kind, "-days", "2", "-addext", alternative, "-keyout", key, "-out", cert);
    return { cert, key, pem: readFileSync(cert) };
  }
  writeFileSync(at("index.txt"), "");
  const ca = `database=${at("index.txt")}\nserial=${at("serial")}\nnew_certs_dir=${folder}\ndefault_md=sha256\n`;
  writeFileSync(
    settings,
    `[ca]\ndefault_ca=own\n[own]\n${ca}policy=names\nx509_extensions=more\n[names]\ncommonName=supplied\n[more]\n${alternative}\n`,
  );
  openssl("req", ...kind, "-keyout", key, "-out", request);
  const dates = ["-startdate", "20200101000000Z", "-enddate", "20200102000000Z"];
  const self = [
    "-selfsign",
    "-keyfile",
    key,
    "-in",
    request,
    "-out",
    cert,
    "-create_serial",
    "-batch",
    "-notext",
  ];
  openssl("ca", "-config", settings, ...self, ...dates);
  return { cert, key, pem: readFileSync(cert) };
}
