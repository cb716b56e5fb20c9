import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** For the suite that calls it: a folder for what folds put aside; and errors without stacks, for there are very many. */
export function inFolder(): () => string {
  const { stackTraceLimit } = Error;
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "podshift-fold-"));
    Error.stackTraceLimit = 0;
  });
  after(() => {
    Error.stackTraceLimit = stackTraceLimit;
    rmSync(folder, { recursive: true, force: true });
  });
  return () => folder;
}
