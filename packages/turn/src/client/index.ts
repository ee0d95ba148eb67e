export { askAddress } from "./ask-address.ts";
export { TurnClientError, type TurnClientErrorCode } from "./errors.ts";
