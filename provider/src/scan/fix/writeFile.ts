import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import type { ScanNote } from "../note";
import { encoded } from "../tree/fileText";
import type { TreeFile } from "../tree/walk";
import type { CorrectedFile } from "./correct";

/**
 * Writes a corrected file: a new one takes the old one's place at once, with its mode and owner. Nothing is written where
 * the file has changed since it was read, or can't be: then a note says so.
 */
export function writeCorrected({ path, absolute }: TreeFile, { before, after }: CorrectedFile): ScanNote | undefined {
  const old = encoded(before.text, before);
  const bytes = encoded(after.text, after);
  try {
    const target = realpathSync(absolute);
    if (old === undefined || bytes === undefined || !readFileSync(target).equals(old)) {
      return { path, kind: "not-written", reason: "has changed since it was read: nothing was written" };
    }
    replace(target, bytes);
    return undefined;
  } catch (error) {
    return { path, kind: "not-written", reason: `can't be written (${(error as NodeJS.ErrnoException).code})` };
  }
}

function replace(target: string, bytes: Buffer): void {
  const { mode, uid, gid } = statSync(target);
  const draft = `${target}.${process.pid}.new`;
  // One that is there is somebody else's: it is neither written nor removed.
  const handle = openSync(draft, "wx");
  try {
    writeFileSync(handle, bytes);
    if (process.getuid?.() === 0) fchownSync(handle, uid, gid);
    fchmodSync(handle, mode);
    fsyncSync(handle);
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  } finally {
    closeSync(handle);
  }
}
