import type { Assessment } from "../../migration/assessment";
import type { LogHistory } from "../../migration/logHistory";
import type { ParityReport } from "../../migration/parity/report";
import type { StackFacts } from "./stackFile";

/** Where the facts of a report came from; what is left out was not given. */
export interface ReportSources {
  readonly assessment?: string;
  readonly logs: readonly string[];
  readonly reports: string;
  readonly state?: string;
}

/** A parity report and where it was found. */
export interface FoundParity {
  readonly report: ParityReport;
  /** A file's path, or the stack's state. */
  readonly from: string;
}

/** All that is known of one migration: gathered first, told after. */
export interface MigrationFacts {
  readonly podIndex: string;
  readonly assessment?: Assessment;
  readonly parity?: FoundParity;
  /** Where a report of an older podshift was found, when there is no other. */
  readonly oldParity?: string;
  readonly log?: LogHistory;
  readonly stack?: StackFacts;
}

export interface ReportFacts {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly sources: ReportSources;
  /** In the order of their pod indexes' names. */
  readonly migrations: readonly MigrationFacts[];
}
