import type { Server } from "node:net";
import type { Config } from "../config/schema.ts";
import { StartError } from "../start-error.ts";

/** Listens and returns the port; throws StartError with what to do about it. */
export const listen = (server: Server, { host, port }: Pick<Config, "host" | "port">): Promise<number> =>
  new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => reject(explain(error, host, port));
    server.once("error", onError);
    // Without a host Node takes every IPv6 and IPv4 address, or IPv4 alone where there is no IPv6.
    server.listen(host === "*" ? { port } : { port, host }, () => {
      server.off("error", onError);
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });

const explain = (cause: NodeJS.ErrnoException, host: string, port: number): StartError => {
  switch (cause.code) {
    case "EADDRINUSE":
      return new StartError(
        "port-in-use",
        `Port ${port} is already in use: stop the program that has it, or choose another one, like --port ${port + 1}.`,
        { cause },
      );
    case "EACCES":
      return new StartError(
        "port-forbidden",
        `This user may not listen on port ${port}: choose one from 1024 on, like --port 7000.`,
        { cause },
      );
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "EINVAL":
      return new StartError(
        "host-unknown",
        `This machine has no address ${JSON.stringify(host)}: leave --host out to listen on all.`,
        { cause },
      );
    default:
      return new StartError("listen-failed", `Port ${port} can not be listened on (${cause.code}).`, {
        cause,
      });
  }
};
