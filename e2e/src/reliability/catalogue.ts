import type { Scenario } from "./scenario.ts";
import { admit } from "./scenarios/p5-admit.ts";
import { serverKilled } from "./scenarios/r-01-server-killed.ts";
import { serverAway } from "./scenarios/r-02-server-away.ts";
import { serverKilledAtAdmit } from "./scenarios/r-03-server-killed-at-admit.ts";
import { turnKilled } from "./scenarios/r-06-turn-killed.ts";
import { turnDown } from "./scenarios/r-07-turn-down.ts";
import { reload } from "./scenarios/r-09-reload.ts";
import { crashed } from "./scenarios/r-10-crash.ts";
import { bothReload } from "./scenarios/r-11-both-reload.ts";
import { newAddress } from "./scenarios/r-12-new-address.ts";
import { linkCut } from "./scenarios/r-13-link-cut.ts";
import { longCut } from "./scenarios/r-14-long-cut.ts";
import { thirdJoiner } from "./scenarios/r-15-third-joiner.ts";
import { secondTab } from "./scenarios/r-17-second-tab.ts";
import { comeAndGo } from "./scenarios/r-18-come-and-go.ts";
import { heavyLoss } from "./scenarios/r-19-loss.ts";
import { narrow } from "./scenarios/r-20-narrow.ts";
import { profiles } from "./scenarios/r-21-profiles.ts";
import { only443 } from "./scenarios/r-22-only-443.ts";
import { clockSkew } from "./scenarios/r-23-clock.ts";
import { sleep } from "./scenarios/r-24-sleep.ts";
import { devicesLost } from "./scenarios/r-25-devices.ts";
import { permissions } from "./scenarios/r-26-permissions.ts";
import { autoplay } from "./scenarios/r-27-autoplay.ts";
import { background } from "./scenarios/r-28-background.ts";
import { glare } from "./scenarios/r-29-glare.ts";
import { signallingLoss } from "./scenarios/r-30-signalling-loss.ts";
import { neighbouringBuilds } from "./scenarios/r-31-neighbouring-builds.ts";
import { noStorage } from "./scenarios/r-32-no-storage.ts";

/** Everything that is measured, in the order of the design's catalogue. */
export const CATALOGUE: readonly Scenario[] = [
  serverKilled,
  serverAway,
  serverKilledAtAdmit,
  turnKilled,
  turnDown,
  reload,
  crashed,
  bothReload,
  newAddress,
  linkCut,
  longCut,
  thirdJoiner,
  secondTab,
  comeAndGo,
  heavyLoss,
  narrow,
  profiles,
  only443,
  clockSkew,
  sleep,
  devicesLost,
  permissions,
  autoplay,
  background,
  glare,
  signallingLoss,
  neighbouringBuilds,
  noStorage,
  admit,
];
