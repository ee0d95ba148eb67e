/** Makes a lab in which something runs, says where and which, and waits to be killed. */
import { Lab } from "../src/lab.ts";

const lab = await Lab.open();
const { namespace } = await lab.addHost("lost", { nat: "symmetric", line: {} });
await namespace.executable("/bin/true");
const child = namespace.spawn("sleep", ["1000"]);
process.stdout.write(`${JSON.stringify({ name: namespace.name, pid: child.pid })}\n`);
