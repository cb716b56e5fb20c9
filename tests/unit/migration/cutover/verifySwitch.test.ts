import assert from "node:assert/strict";
import { verifySwitch } from "../../../../provider/src/migration/cutover/verifySwitch";
import type { Difference } from "../../../../provider/src/migration/parity/report";
import type { Metadata, StoredRecord } from "../../../../provider/src/pinecone/types";
import type { Entry, EntryBody } from "../../../../provider/src/writeLog/entry";
import type { Segment } from "../../../../provider/src/writeLog/segments";
import { contentsOf, fakeIndex, quickClock } from "../parity/fakeIndex";

type Logged = EntryBody & { readonly ns?: string };

const has = (id: string, value: number, metadata: Metadata = {}): StoredRecord => ({ id, values: [value], metadata });
const byFilter = (filter: object, ...found: string[]): Logged => ({ op: "deleteByFilter", filter, found });
const setting = (filter: object, md: Record<string, string>): Logged => ({ op: "updateByFilter", filter, md });

function segmentOf(logged: Logged[]): Segment {
  const entries = logged.map(({ ns = "", ...body }, n) => ({ v: 1, t: 1, n, w: "w", e: 2, ns, ...body }) as Entry);
  return { w: "w", number: 0, entries, sealed: false, torn: false, bytes: 1 };
}

describe("the comparison of the last round after the switch", () => {
  /** `x` and `y` were of the last round; the log says so much since. */
  const compare = (pod: StoredRecord[], serverless: StoredRecord[], ...since: Logged[]) =>
    verifySwitch({
      before: fakeIndex(contentsOf({ "": pod })),
      after: fakeIndex(contentsOf({ "": serverless })),
      named: new Map([["", new Set(["x", "y"])]]),
      fresh: async () => undefined,
      since: async function* () {
        yield segmentOf(since);
      },
      clock: quickClock(),
      signal: new AbortController().signal,
    });
  const told = (differences: readonly Difference[]) => differences.map(({ kind, id }) => `${kind} ${id}`);
  const found = async (...args: Parameters<typeof compare>) => told((await compare(...args)).differences);
  const doubted = async (...args: Parameters<typeof compare>) => {
    const { differences, doubtful } = await compare(...args);
    assert.deepEqual(differences, []);
    return told(doubtful);
  };

  const red = { color: "red" };

  it("leaves out what was written since, and nothing else", async () => {
    const pod = [has("x", 7), has("y", 1)];
    assert.deepEqual(await found(pod, [has("x", 1)]), ["different x", "missing y"]);
    assert.deepEqual(await found(pod, [has("x", 1)], { op: "upsert", id: "x" }), ["missing y"]);
    assert.deepEqual(await found(pod, [has("x", 1)], { op: "delete", ids: ["y"] }), ["different x"]);
    assert.deepEqual(await found(pod, [has("x", 1)], { op: "delete", ids: ["x", "y"], ns: "n" }), [
      "different x",
      "missing y",
    ]);
  });

  it("a bulk write of other records since explains nothing, though an old client named every id with it", async () => {
    const pod = [has("x", 7, red), has("y", 1, red)];
    const serverless = [has("x", 1, red)];
    for (const write of [
      byFilter({ color: "blue" }, "z"),
      byFilter({ color: "blue" }, "x", "y", "z"),
      setting({ color: "blue" }, { seen: "yes" }),
      { op: "deleteAll", ns: "n" } as const,
    ]) {
      assert.deepEqual(await found(pod, serverless, write), ["different x", "missing y"]);
    }
  });

  it("a delete of everything explains what is missing, and never a record that differs or is too many", async () => {
    for (const op of ["deleteAll", "deleteNamespace"] as const) {
      assert.deepEqual(await found([has("x", 7), has("y", 1)], [has("x", 1)], { op }), ["different x"]);
      assert.deepEqual(await found([], [has("y", 1)], { op, found: ["y"] }), ["extra y"]);
    }
  });

  it("a delete by filter explains what it found that is missing; where it didn't find it, it is told in doubt", async () => {
    const pod = [has("x", 1, red), has("y", 1, { color: "blue" })];
    assert.deepEqual(await doubted(pod, [has("y", 1, { color: "blue" })], byFilter(red, "x")), []);
    assert.deepEqual(await doubted(pod, [has("y", 1, { color: "blue" })], byFilter(red)), ["missing x"]);
    assert.deepEqual(await doubted(pod, [], byFilter({ age: { $lt: 5 } }, "x")), ["missing y"]);
    assert.deepEqual(await found([has("x", 7, red)], [has("x", 1, red)], byFilter(red, "x")), ["different x"]);
  });

  it("an update by filter explains metadata that it sets, and no more", async () => {
    const seen = { ...red, seen: "yes" };
    const update = setting(red, { seen: "yes" });
    assert.deepEqual(await found([has("x", 1, red)], [has("x", 1, seen)], update), []);
    assert.deepEqual(await found([has("x", 7, red)], [has("x", 1, seen)], update), ["different x"]);
    assert.deepEqual(await found([has("x", 1, { ...red, at: 2 })], [has("x", 1, { ...seen, at: 1 })], update), [
      "different x",
    ]);
    assert.deepEqual(await found([has("x", 1, red)], [], update), ["missing x"]);
    assert.deepEqual(await found([], [has("x", 1, seen)], { ...update, found: ["x"] } as Logged), ["extra x"]);
  });

  it("what an update by filter has changed may be found by a filter that didn't find it before", async () => {
    const pod = [has("x", 1, red), has("y", 1)];
    const [update, next] = [setting(red, { seen: "yes" }), setting({ seen: "yes" }, { at: "now" })];
    assert.deepEqual(
      await found(pod, [has("x", 1, { ...red, seen: "yes", at: "now" }), has("y", 1)], update, next),
      [],
    );
    const others = [has("y", 1)];
    assert.deepEqual(await doubted(pod, others, update, byFilter({ seen: "yes" }, "x")), []);
    assert.deepEqual(await doubted(pod, others, update, byFilter({ seen: "yes" })), ["missing x"]);
    assert.deepEqual(await found([has("x", 1), has("y", 1)], others, update, byFilter({ seen: "yes" }, "x")), [
      "missing x",
    ]);
  });
});
