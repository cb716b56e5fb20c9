import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Folders that this process has taken. Its own number in a file may be left over from an earlier process. */
const held = new Set<string>();

/** Takes a folder for this process. Throws when an emulator that still runs has it; the answer lets go of it. */
export function lockFolder(folder: string): () => void {
  const file = join(folder, "emulator.pid");
  if (held.has(file)) throw new Error(`${folder} is in use by another emulator of this process`);
  const owner = existsSync(file) ? Number(readFileSync(file, "utf8")) : undefined;
  if (owner !== undefined && owner !== process.pid && runs(owner)) {
    throw new Error(`${folder} is in use by the process ${owner}; if that is no emulator, delete ${file}`);
  }
  rmSync(file, { force: true });
  // Fails when somebody else takes the folder just now.
  writeFileSync(file, String(process.pid), { flag: "wx" });
  held.add(file);
  return () => {
    held.delete(file);
    rmSync(file, { force: true });
  };
}

function runs(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
