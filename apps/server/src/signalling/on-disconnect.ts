import type { Connection } from "./connection.ts";
import type { Signalling } from "./signalling.ts";

/** SPEC GRACE-1, KNOCK-5: the connection is gone; its seat or place waits if it had one. Runs behind what it sent before. */
export const onDisconnect = ({ rooms, log, tags }: Signalling, connection: Connection): undefined => {
  const { member, address, counts } = connection;
  if (member) rooms.apply(member.roomId, { type: "lost", conn: connection.id });
  log.debug("disconnected", { ip: tags.of(address), ...counts });
};
