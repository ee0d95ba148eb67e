// Starts worker.ts where the package runs from source: workers do not get the loader that the main thread was started with.
import { register } from "tsx/esm/api";

register();
await import("./worker.ts");
