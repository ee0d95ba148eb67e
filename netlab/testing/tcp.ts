import { createInterface } from "node:readline";
import type { Namespace } from "../src/namespace.ts";

const SERVER = `
const [host, ...ports] = process.argv.slice(1);
Promise.all(ports.map((port) => new Promise((resolve) => {
  require("node:net").createServer((socket) => {
    socket.on("error", () => undefined).once("data", (bytes) => socket.end(port + ":" + bytes));
  }).listen(Number(port), host, resolve);
}))).then(() => console.log("ready"));
`;

const CLIENT = `
const [address, ...greetings] = process.argv.slice(1);
for (const greeting of greetings) {
  const [port, text] = greeting.split(":");
  const socket = require("node:net").connect(Number(port), address, () => socket.write(text));
  socket.on("data", (bytes) => console.log(bytes.toString()));
}
`;

/** Lets something listen on TCP ports in a namespace until that ends; it sends back what it hears, after the number of its port. */
export const listen = async (namespace: Namespace, ports: readonly number[], host = "::"): Promise<void> => {
  const child = namespace.spawn(process.execPath, ["-e", SERVER, host, ...ports.map(String)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (!child.stdout) throw new Error("a server has a standard output");
  for await (const line of createInterface({ input: child.stdout })) if (line === "ready") return;
};

/**
 * Connects to ports of an address and says something to each.
 *
 * @param greetings like `443:hello`; the last one must get there
 * @returns those that got there before or with the last one
 */
export const reach = async (
  namespace: Namespace,
  address: string,
  greetings: readonly string[],
): Promise<readonly string[]> => {
  const child = namespace.spawn(process.execPath, ["-e", CLIENT, address, ...greetings], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (!child.stdout) throw new Error("a client has a standard output");
  const heard: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    heard.push(line);
    if (line === greetings.at(-1)) break;
  }
  child.kill();
  return heard;
};
