import { readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "./command.ts";
import { isLabName, isOrphan } from "./owner.ts";

/** Where `ip netns` keeps the names of namespaces. */
const NAMES = "/run/netns";
/** What is in a folder here is mounted over /etc for programs of the namespace of that name (ip-netns(8)). */
const SETTINGS = "/etc/netns";
const FOLDERS = join(tmpdir(), "onecall-netlab");

/** The folder of the files that are /etc for a namespace. */
export const settingsOf = (name: string): string => join(SETTINGS, name);

/** The folder of the other files of a namespace. */
export const folderOf = (name: string): string => join(FOLDERS, name);

const list = async (folder: string): Promise<readonly string[]> => {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
};

const endAll = (pids: readonly number[]): void => {
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch (error) {
      // It ended by itself.
      if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
    }
  }
};

/** Ends every process in a namespace and removes it, its devices and its files. What is not there any more is no error. */
export const removeNamespace = async (name: string): Promise<void> => {
  if ((await list(NAMES)).includes(name)) {
    const pids = await run("ip", ["netns", "pids", name]);
    endAll(pids.split("\n").filter(Boolean).map(Number));
    await run("ip", ["netns", "delete", name]);
  }
  for (const folder of [settingsOf(name), folderOf(name)]) await rm(folder, { recursive: true, force: true });
};

/** Removes what labs left behind whose process did not come to remove it itself. */
export const removeOrphans = async (): Promise<void> => {
  const names = (await Promise.all([NAMES, SETTINGS, FOLDERS].map(list))).flat().filter(isOrphan);
  for (const name of new Set(names)) await removeNamespace(name);
};

/** Names of all namespaces with files whose labs are open. */
export const foldersOfLabs = async (): Promise<readonly string[]> =>
  (await list(FOLDERS)).filter((name) => isLabName(name) && !isOrphan(name));
