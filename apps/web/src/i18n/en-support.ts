import type { Message } from "./translate.ts";

/** Words of the page where the app could do nothing. */
export const enSupport = {
  "support.insecure-title": "This address is not secure",
  "support.insecure-text":
    "Browsers give camera, microphone and encryption only to pages opened over https or on localhost. Ask whoever runs this server for its https address.",
  "support.insecure-open": "Try the https address",
  "support.browser-title": "This browser can’t make calls",
  "support.browser-text": "Open the same link in a current Chrome, Edge, Firefox or Safari.",
} as const satisfies Record<string, Message>;
