import assert from "node:assert/strict";
import { withoutNeverSent } from "../../../../provider/src/migration/catchUp/neverSent";
import { touchedSince } from "../../../../provider/src/migration/catchUp/reverse";
import type { EntryBody } from "../../../../provider/src/writeLog/entry";
import { FakeRound } from "./fakeRound";

const SWITCHED = { epoch: 5, end: { a: 1 } };

/** Ids that a rollback names since the log's start: the second entry is behind the switch. */
async function namedOf(entries: readonly (EntryBody & { readonly e: number })[]): Promise<string[]> {
  const at = new FakeRound();
  at.log(...entries);
  const touched = await touchedSince(withoutNeverSent(at.deps().log, SWITCHED), {});
  return [...touched.in("")];
}

describe("a log without bulk writes that were never sent", () => {
  const before = { op: "delete", ids: ["x"], e: 3 } as const;

  it("passes over one of before the switch whose segment was created behind it", async () => {
    assert.deepEqual(await namedOf([before, { op: "deleteAll", e: 4 }]), ["x"]);
  });

  it("keeps writes of single records, and bulk writes that say what they found", async () => {
    const single = { op: "upsert", id: "y", e: 4 } as const;
    assert.deepEqual(await namedOf([before, single, { op: "deleteAll", found: ["z"], e: 4 }]), ["x", "y", "z"]);
  });

  it("keeps what lacks its ids for no such reason: it stands before the switch, or is of after it", async () => {
    await assert.rejects(namedOf([{ op: "deleteAll", e: 4 }]), { code: "LOG_BROKEN" });
    await assert.rejects(namedOf([before, { op: "deleteAll", e: 5 }]), { code: "LOG_BROKEN" });
  });
});
