import type { Attribute } from "../stun/attribute.ts";
import { ALTERNATE_SERVER } from "../stun/attributes/alternate-server.ts";
import { ERROR_CODE } from "../stun/attributes/error-code.ts";
import { CLASS } from "../stun/header.ts";
import { MALFORMED, type StunMessage } from "../stun/message.ts";
import { TurnClientError } from "./errors.ts";

/** A value that the answer must have. @throws TurnClientError answer-incomplete */
export function attributeOf<T>(answer: StunMessage, attribute: Attribute<T>): T {
  const value = answer.read(attribute);
  if (value === undefined || value === MALFORMED) throw new TurnClientError("answer-incomplete");
  return value;
}

/** The code of an error answer; undefined for a success. @throws TurnClientError answer-incomplete */
export function statusOf(answer: StunMessage): number | undefined {
  return answer.messageClass === CLASS.success ? undefined : attributeOf(answer, ERROR_CODE).code;
}

/** @throws TurnClientError refusal, unless the answer is a success; answer-incomplete */
export function checkSuccess(answer: StunMessage): void {
  const status = statusOf(answer);
  if (status === undefined) return;
  const alternate = status === 300 ? attributeOf(answer, ALTERNATE_SERVER) : undefined;
  throw new TurnClientError("refusal", { refusal: { status, alternate } });
}
