// Run before `npm run reliability`: what is measured is the product as the sources say it is.
import { fileURLToPath } from "node:url";
import { ensureBuilt } from "../../../scripts/steps/build.mjs";
import { fail } from "../../../scripts/steps/say.mjs";

await ensureBuilt(fileURLToPath(new URL("../../../", import.meta.url))).catch(fail);
