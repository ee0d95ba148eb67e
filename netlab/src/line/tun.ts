import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { NetlabError } from "../errors.ts";
import { hasProgram } from "../machine.ts";

/** A device to make, and where. */
export interface End {
  /** Name of a namespace. */
  readonly namespace: string;
  readonly device: string;
}

/**
 * `perl -e OPEN DEVICE PROGRAM...` makes a TUN device where it runs (TUNSETIFF with IFF_TUN | IFF_NO_PI), and becomes the
 * program, with the number of the open device as its last argument. The device is there as long as the program. It runs before
 * all others where that is allowed, so that a busy machine does not delay packets.
 */
const OPEN = `
my ($device, @program) = @ARGV;
$^F = 255;
setpriority 0, 0, -15;
open my $tun, "+<", "/dev/net/tun" or die "/dev/net/tun: $!\\n";
ioctl $tun, 0x400454ca, pack("a16 S x22", $device, 0x1001) or die "$device: $!\\n";
exec @program, fileno $tun or die "$program[0]: $!\\n";
`;

/** @throws NetlabError `program-missing`, `tun-missing` */
export const checkTun = (): void => {
  if (!hasProgram("perl")) throw new NetlabError("program-missing", "perl");
  try {
    accessSync("/dev/net/tun", constants.R_OK | constants.W_OK);
  } catch (cause) {
    throw new NetlabError("tun-missing", undefined, cause);
  }
};

/**
 * Starts a program that gets the numbers of two TUN devices, each in a namespace of its own, after its other arguments. It runs
 * in the second namespace, says something on its channel to us, and what it writes to standard error can be read.
 */
export const spawnBetween = (ends: readonly [End, End], program: readonly string[]): ChildProcess => {
  const opened = ends.flatMap(({ namespace, device }) => [
    ...["ip", "netns", "exec", namespace],
    ...["perl", "-e", OPEN, device],
  ]);
  const [first = "", ...rest] = [...opened, ...program];
  return spawn(first, rest, { stdio: ["ignore", "ignore", "pipe", "ipc"], serialization: "advanced" });
};
