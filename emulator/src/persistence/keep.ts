import type { Project } from "../store/project.js";
import type { DiskLedger } from "./diskLedger.js";
import { dump, dumpLength } from "./dump.js";
import { restore } from "./restore.js";

/** Fewer events than this are read in no time: they stay as they are. */
const FEW_EVENTS = 1_000;
/** How many times as many events as needed are worth the rewriting. */
const WORTH_REWRITING = 4;

/** Fills a project with what the folder holds, and makes the folder smaller when most of it has been overtaken. */
export async function restoreFrom(ledger: DiskLedger, project: Project): Promise<void> {
  const count = await restore(project, ledger.events());
  if (count > FEW_EVENTS + WORTH_REWRITING * dumpLength(project)) await ledger.replace(dump(project));
}
