import { PodshiftError } from "../../errors";
import { displayNamespace } from "../../pinecone/namespace";
import type { IndexDescription } from "../../pinecone/types";
import { plural, printable } from "../../util/format";
import type { ApplierLease } from "../../writeLog/applierLease";
import type { OpenLog } from "../../writeLog/openLog";
import type { DeadLetter } from "../apply/sender";
import type { Truth } from "../catchUp/ports";
import type { NamedIds, Way } from "../cutover/way";

export interface WayRequest {
  readonly pod: IndexDescription;
  readonly serverless: IndexDescription;
  readonly log: OpenLog;
  readonly applier: ApplierLease;
}

/** A way with what its caller must know when it ends. */
export interface RunningWay extends Way {
  /** Rounds until the signal, which is no failure. */
  follow(): Promise<void>;
  /**
   * Brings these records, whatever the log says of them: present ones are written whole, absent ones deleted. `truth`
   * says what they are to be: the index that serves, with a `deferred` log laid over it.
   */
  bring(named: NamedIds, truth: Truth): Promise<void>;
  /** True when no request of this run may yet take effect. */
  nothingUnknown(): boolean;
  /** Removes what was kept on this machine's disk. */
  dispose(): Promise<void>;
  /** What was done, for the reader of a run. */
  summary(): WaySummary;
}

export interface WaySummary {
  /** Rounds, or passes, since this copy was made. */
  readonly rounds: number;
  /** Records that were brought over in this run. */
  readonly records: number;
  /** Entries that wait. */
  readonly backlog: number;
}

/** Dead letters that an error names. */
const EXAMPLES = 10;

/**
 * @param count how many there are, where not all are named
 * @throws RECORDS_REFUSED naming the records: an index that lacks them is not the same index
 */
export function refuseDeadLetters(index: string, refused: readonly DeadLetter[], count = refused.length): void {
  if (refused.length === 0) return;
  const lines = refused
    .slice(0, EXAMPLES)
    .map(
      ({ namespace, id, reason }) =>
        `\n    ${printable(id)} in ${displayNamespace(namespace)}: ${reason.status} ${reason.message}`,
    );
  throw new PodshiftError("RECORDS_REFUSED", `${index} refuses ${plural(count, "record")}:${lines.join("")}`, {
    facts: { index, refused: count },
    next: "mend the records in the index that serves, through your application, and run `pulumi up` again: they are tried again",
  });
}
