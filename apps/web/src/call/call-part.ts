/**
 * What is fetched as one behind the first page: the screens of a call, what says aloud what happens in it, what Home shows beside the
 * way in, and the tests and effects of the lobby. One part, since what two of them share would split the first page's file in two.
 */
export { announceSession } from "../app/announcer.ts";
export { LobbyEffects } from "../effects/panel/lobby-effects.tsx";
export { KeptPart } from "../pages/home/kept/kept-part.tsx";
export { NotSupported } from "../pages/home/not-supported.tsx";
export { SettingsPart } from "../pages/home/settings/settings-part.tsx";
export { TryDialog } from "../pages/lobby/try/try-dialog.tsx";
export { CallScreens } from "./call-screens.tsx";
