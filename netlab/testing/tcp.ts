import { createInterface } from "node:readline";
import type { Namespace } from "../src/namespace.ts";

const SERVER = `
const [host, ...ports] = process.argv.slice(1);
Promise.all(ports.map((port) => new Promise((resolve) => {
  require("node:net").createServer((socket) => socket.end("welcome to " + port)).listen(Number(port), host, resolve);
}))).then(() => console.log("ready"));
`;

const CLIENT = `
const [address, ...ports] = process.argv.slice(1);
for (const port of ports) {
  const socket = require("node:net").connect(Number(port), address);
  socket.on("data", (bytes) => console.log(bytes.toString()));
}
`;

/** Lets something listen on TCP ports in a namespace until that ends; it says on which port it was reached. */
export const listen = async (namespace: Namespace, ports: readonly number[], host = "::"): Promise<void> => {
  const child = namespace.spawn(process.execPath, ["-e", SERVER, host, ...ports.map(String)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (!child.stdout) throw new Error("a server has a standard output");
  for await (const line of createInterface({ input: child.stdout })) if (line === "ready") return;
};

/** Tries ports of an address, in order, and gives the greetings that came until the last of them was reached. */
export const reach = async (
  namespace: Namespace,
  address: string,
  ports: readonly number[],
): Promise<readonly string[]> => {
  const child = namespace.spawn(process.execPath, ["-e", CLIENT, address, ...ports.map(String)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (!child.stdout) throw new Error("a client has a standard output");
  const greetings: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    greetings.push(line);
    if (line === `welcome to ${ports.at(-1)}`) break;
  }
  child.kill();
  return greetings;
};
