import { PodshiftError } from "../../errors";
import type { IndexWriter, StoredRecord, WriteOutcome } from "../../pinecone/types";
import type { Clock } from "../../util/clock";
import { idBatches, recordBatches } from "./batches";
import type { Pacing } from "./pacing";

/** A record that the service refuses, and why. */
export interface DeadLetter {
  readonly namespace: string;
  readonly id: string;
  readonly reason: { readonly status: number; readonly code: string; readonly message: string };
}

/** What the caller of `bring` hears as it happens, also when `bring` fails later. */
export interface BringHooks {
  /** Awaited before the first request for these ids is sent. */
  onSent?(namespace: string, ids: readonly string[]): Promise<void>;
  /** An attempt had an unknown outcome, also when a later one succeeds. `sentAt`: milliseconds by the sender's clock. */
  onUnknown(namespace: string, ids: readonly string[], sentAt: number): void;
  /** The record was left out: it is as it was. */
  onRefused(letter: DeadLetter): void;
  /** These are as they should be. */
  onApplied(namespace: string, ids: readonly string[]): void;
}

export interface SenderDeps {
  readonly writer: Pick<IndexWriter, "upsert" | "deleteIds">;
  readonly pacing: Pick<Pacing, "run">;
  readonly clock: Pick<Clock, "now">;
  readonly signal?: AbortSignal;
  /** Throws unless the applier's lease outlasts a request: called in the very step that sends. */
  mayApply(timeoutMs: number): void;
  /** Time-out of one request, milliseconds. */
  readonly requestMs: number;
  /** Attempts for one request before the run gives up; 8 unless said otherwise. */
  readonly attempts?: number;
}

/**
 * Milliseconds for which one request is tried again while there is no answer. The pauses are its namespace's: with other
 * requests that fail beside it they grow faster than its attempts do, and an index that is gone would be asked for an hour.
 */
const PATIENCE_MS = 90_000;

/** One request: whole records, or ids to delete when there are none. */
interface Batch {
  readonly ids: readonly string[];
  readonly records: readonly StoredRecord[];
  readonly bytes: number;
}

type Refusal = Extract<WriteOutcome, { kind: "refused" }>;
type Failure = Extract<WriteOutcome, { kind: "busy" | "unknown" }>;

/**
 * Brings records of one index to given states: present ones are upserted whole, absent ones deleted by id. A record that
 * the service refuses is found by halving its batch, and reported; the others are applied.
 */
export class Sender {
  constructor(readonly deps: SenderDeps) {}

  /**
   * Settles when nothing of it is under way any more.
   *
   * @throws API_UNREACHABLE after too many attempts, API_KEY_REFUSED, API_ERROR, APPLIER_BUSY, STOPPED
   */
  async bring(
    namespace: string,
    states: ReadonlyMap<string, StoredRecord | undefined>,
    hooks: BringHooks,
  ): Promise<void> {
    if (states.size === 0) return;
    await hooks.onSent?.(namespace, [...states.keys()]);
    const settled = await Promise.allSettled(batchesOf(states).map((each) => this.#deliver(namespace, each, hooks)));
    for (const each of settled) if (each.status === "rejected") throw each.reason;
  }

  async #deliver(namespace: string, batch: Batch, hooks: BringHooks): Promise<void> {
    const refusal = await this.#tryUntilKnown(namespace, batch, hooks);
    if (refusal === undefined) return hooks.onApplied(namespace, batch.ids);
    const { status, code, message } = refusal;
    if (!isRecordsFault(status)) throw refusedAsWhole(refusal);
    const [id] = batch.ids;
    if (batch.ids.length === 1 && id !== undefined) {
      return hooks.onRefused({ namespace, id, reason: { status, code, message } });
    }
    for (const half of halves(batch)) await this.#deliver(namespace, half, hooks);
  }

  /** Undefined when it was applied. The pauses between attempts are the pacing's; time counts from the first that failed. */
  async #tryUntilKnown(namespace: string, batch: Batch, hooks: BringHooks): Promise<Refusal | undefined> {
    const { clock, signal, attempts = 8 } = this.deps;
    let began: number | undefined;
    for (let attempt = 1; ; attempt += 1) {
      signal?.throwIfAborted();
      const outcome = await this.#once(namespace, batch, hooks);
      if (outcome.kind === "applied") return undefined;
      if (outcome.kind === "refused") return outcome;
      began ??= clock.now();
      const patient = outcome.kind === "busy" || clock.now() - began < PATIENCE_MS;
      if (attempt >= attempts || !patient) throw gaveUp(outcome, attempt);
    }
  }

  /** One attempt. What is thrown once it was sent says nothing of its outcome: that counts as unknown too. */
  async #once(namespace: string, { ids, records, bytes }: Batch, { onUnknown }: BringHooks): Promise<WriteOutcome> {
    const { writer, pacing, clock, mayApply, requestMs } = this.deps;
    let sentAt: number | undefined;
    const send = () => {
      mayApply(requestMs);
      sentAt = clock.now();
      return records.length > 0 ? writer.upsert(namespace, records) : writer.deleteIds(namespace, ids);
    };
    try {
      const load = records.length > 0 ? { bytes } : { deletes: ids.length };
      const outcome = await pacing.run(namespace, load, async () => send());
      if (outcome.kind === "unknown") onUnknown(namespace, ids, sentAt ?? clock.now());
      return outcome;
    } catch (error) {
      if (sentAt !== undefined) onUnknown(namespace, ids, sentAt);
      throw error;
    }
  }
}

function batchesOf(states: ReadonlyMap<string, StoredRecord | undefined>): Batch[] {
  const present = [...states.values()].filter((record) => record !== undefined);
  const absent = [...states].flatMap(([id, record]) => (record === undefined ? [id] : []));
  return [
    ...[...recordBatches(present)].map((batch) => ({ ...batch, ids: batch.records.map(({ id }) => id) })),
    ...[...idBatches(absent)].map((ids) => ({ ids, records: [], bytes: 0 })),
  ];
}

/** Anything else (rights, no such index) would be the same for every record. */
function isRecordsFault(status: number): boolean {
  return status === 400 || status === 413 || status === 422;
}

function halves({ ids, records, bytes }: Batch): Batch[] {
  const middle = Math.ceil(ids.length / 2);
  return [
    { ids: ids.slice(0, middle), records: records.slice(0, middle), bytes: bytes / 2 },
    { ids: ids.slice(middle), records: records.slice(middle), bytes: bytes / 2 },
  ];
}

function refusedAsWhole({ status, code, message }: Refusal): PodshiftError {
  return new PodshiftError("API_ERROR", `writing records: ${`${status} ${code} ${message}`.trimEnd()}`, {
    facts: { status },
    next: "what was applied is saved; run the command again once this is mended",
  });
}

/** A used-up quota is told like a service that is busy: only its own sentence says that waiting won't help. */
function gaveUp({ kind, reason = "" }: Failure, attempts: number): PodshiftError {
  const why = kind === "busy" ? "the service kept asking to slow down" : "the service did not answer";
  const last = reason === "" ? "" : `; at last: ${reason}`;
  const summary = `records could not be written: ${why}, ${attempts} times in a row${last}`;
  return new PodshiftError("API_UNREACHABLE", summary, {
    facts: { attempts, ...(reason === "" ? {} : { reason }) },
    next: "what was applied is saved; run the command again: it goes on from here",
  });
}
