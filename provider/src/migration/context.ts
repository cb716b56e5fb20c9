import type { PineconeClient } from "../pinecone/types";
import type { Clock } from "../util/clock";
import type { StackIdentity } from "./ownership";

/** What a step of a migration works with. Everything that reaches outside comes in here. */
export interface MigrationContext {
  readonly client: PineconeClient;
  readonly clock: Clock;
  /** Aborted when the run is to stop at its next safe point. */
  readonly signal: AbortSignal;
  /** The stack whose run it is; left out where there is none, as on the command line. */
  readonly stack?: StackIdentity;
  /** How far a long step has got; shown now, not kept. */
  progress(message: string): void;
  /** A result or a fact that the reader needs; kept. */
  report(message: string): void;
  /** Something that the reader must look at; kept. */
  warn(message: string): void;
}
