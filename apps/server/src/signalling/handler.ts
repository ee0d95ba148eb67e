import type { ClientEventName, ClientPayload } from "@onecall/protocol";
import type { Answer } from "../rooms/step.ts";
import type { Connection } from "./connection.ts";
import type { Signalling } from "./signalling.ts";

/** What the server does on one event. `reply` is called at most once, before anything that follows is sent. */
export type Handler<E extends ClientEventName> = (
  signalling: Signalling,
  connection: Connection,
  payload: ClientPayload<E>,
  reply: (answer: Answer) => void,
) => Promise<void> | undefined;
