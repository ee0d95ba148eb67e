/** What is fetched as one before a call: its screens, and what says aloud what happens in it. */
export { announceSession } from "../app/announcer.ts";
export { CallScreens } from "./call-screens.tsx";
