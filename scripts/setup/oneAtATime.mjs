import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const WRITTEN_WITHIN_MS = 5_000;

/**
 * Does the work while no other process does such work: two set-ups of one checkout at once would each delete what the
 * other installs. A lock whose process is gone is taken over.
 * @template T
 * @param {string} lock the file that says who is at work
 * @param {(line: string) => void} log
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function oneAtATime(lock, log, work, { lookMs = 500 } = {}) {
  let told = false;
  while (!taken(lock)) {
    if (!told) log("another set-up of this checkout is at work: waiting for it");
    told = true;
    await sleep(lookMs);
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function taken(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  }
  if (isHeld(lock)) return false;
  rmSync(lock, { force: true });
  return taken(lock);
}

function isHeld(lock) {
  const holder = Number(readIfThere(lock));
  // One that is just being written has no number yet; gone by now, it is free.
  if (holder === 0) return existsSync(lock) && Date.now() - statSync(lock).mtimeMs < WRITTEN_WITHIN_MS;
  try {
    process.kill(holder, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function readIfThere(file) {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return "";
    throw error;
  }
}
