import type { StoredRecord } from "../../pinecone/types";
import type { Position } from "../../writeLog/position";
import type { Segment } from "../../writeLog/segments";
import type { BringHooks } from "../apply/sender";
import type { CatchUpState } from "./state";

/** The write log as rounds read it: LogReader is one. */
export interface SegmentSource {
  /** What each writer has durable after `from`, writer by writer, each in order. */
  read(from: Position, signal?: AbortSignal): AsyncIterable<Segment>;
}

/** How far each writer's entries are done: DoneMarks is one. */
export interface DoneSource {
  read(): Promise<Position>;
}

/** The index that serves, whose state is the truth: any IndexReader is one. */
export interface Truth {
  /** Absent ids are absent from the answer. */
  fetch(namespace: string, ids: readonly string[]): Promise<Map<string, StoredRecord>>;
}

/** Brings records of the index that doesn't serve to given states: Sender is one. */
export interface Bringer {
  bring(namespace: string, states: ReadonlyMap<string, StoredRecord | undefined>, hooks: BringHooks): Promise<void>;
}

/** Proves that reads of a namespace of the serverless index show every write answered before the call. */
export interface Fresh {
  fresh(namespace: string): Promise<unknown>;
}

/**
 * Where the checkpoint is kept. Resolves once it is durable; refuses (APPLIER_BUSY) unless the applier's lease outlasts it,
 * so that a run that was paused can't lay its old state over the next one's.
 */
export type SaveState = (state: CatchUpState) => Promise<void>;
