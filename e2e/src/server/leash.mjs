// Loaded into a server before its program (`leash.ts`): whoever started it holds the other end of its stdin, so it ends when they do,
// even when they are killed. Its worker threads load this too, and have no stdin of their own.
import { isMainThread } from "node:worker_threads";

if (isMainThread) {
  process.stdin.on("end", () => process.kill(process.pid, "SIGKILL")).resume();
  process.stdin.unref();
}
