import assert from "node:assert/strict";
import { countWrites } from "./counts";
import type { Fleet } from "./fleet";
import type { Walk } from "./walk";

/** Fails when an acknowledged write is lost, a deleted record is back, or `other` holds anything else than `active`. */
export async function assertNothingLost(fleet: Fleet, active: string, other?: string): Promise<void> {
  const { problems } = await fleet.verdict(active, other);
  assert.deepEqual(problems.slice(0, 10), [], `${problems.length} problems`);
}

/** Fails when a read failed, or when the application hardly wrote: a test under load must have had some. */
export function assertServed(fleet: Fleet, leastWrites: number): void {
  const [reads, writes] = [fleet.reads(), countWrites(fleet.attempts())];
  assert.equal(reads.failed, 0, JSON.stringify(reads));
  assert.ok(reads.reads > 100, JSON.stringify(reads));
  assert.ok(writes.acked >= leastWrites, JSON.stringify(writes));
}

/** The same of a whole walk. */
export function assertWalked({ problems, reads, writes }: Walk, leastWrites: number): void {
  assert.deepEqual(problems.slice(0, 10), [], `${problems.length} problems`);
  assert.equal(reads.failed, 0, JSON.stringify(reads));
  assert.ok(reads.reads > 100, JSON.stringify(reads));
  assert.ok(writes.acked >= leastWrites, JSON.stringify(writes));
}
