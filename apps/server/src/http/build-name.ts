import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** How often the file is looked at again, ms: a deployment may put a new one there while the server runs. */
const READ_EVERY = 5_000;
/** As the build of the web app writes it into index.html. */
const NAME = /<meta\s+name="onecall-build"\s+content="([\w.-]{1,64})"/;

/** SPEC EV-5: name of the build of the web app in a folder. */
export class BuildName {
  readonly #file: string | undefined;
  #name: string | undefined;
  #readAt = Number.NEGATIVE_INFINITY;

  /** @param webRoot folder with index.html, or "none" */
  constructor(webRoot: string) {
    this.#file = webRoot === "none" ? undefined : join(resolve(webRoot), "index.html");
  }

  /** The name at `now`, ms of a clock that never goes back; undefined when there is no web app or it has no name. */
  at(now: number): string | undefined {
    if (this.#file !== undefined && now >= this.#readAt + READ_EVERY) {
      this.#readAt = now;
      this.#name = read(this.#file);
    }
    return this.#name;
  }
}

const read = (file: string): string | undefined => {
  try {
    return NAME.exec(readFileSync(file, "utf8"))?.[1];
  } catch {
    return undefined; // Being replaced at this moment: devices have nothing to compare, which is harmless.
  }
};
