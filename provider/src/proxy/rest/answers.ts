import type { WriteOperation } from "../routes";

/** A whole answer. */
export interface RestAnswer {
  readonly status: number;
  /** Name, value, name, value...; without those of the hop and without the length. */
  readonly headers: readonly string[];
  readonly body: Buffer;
}

/** What the service answers to a write that succeeds (API definition: UpsertResponse, UpdateResponse, DeleteResponse). */
export function deferredAnswer(operation: WriteOperation, records: number): RestAnswer {
  const json = operation === "upsert" ? { upsertedCount: records } : {};
  return { status: 200, headers: ["content-type", "application/json"], body: Buffer.from(JSON.stringify(json)) };
}
