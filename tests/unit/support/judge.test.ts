import assert from "node:assert/strict";
import type { Attempt } from "../../support/load/journal";
import { type IndexView, judge, type Verdict } from "../../support/load/judge";
import { baseContent, LaneOperations, lanesOf, placesOf, STEADY } from "../../support/load/lanes";
import { applied, type Content, isBulk, type Operation } from "../../support/load/operation";

const LANES = lanesOf("w0", 2, 6);

/** An index in memory that writes take effect on at once. */
class MemoryIndex implements IndexView {
  readonly records = new Map<string, Map<string, Content>>();

  constructor() {
    for (const { ns, ids } of [...LANES.flatMap(placesOf), STEADY])
      for (const id of ids) this.set(ns, id, baseContent(ns, id));
  }

  set(ns: string, id: string, content: Content | undefined): void {
    const records = this.records.get(ns) ?? new Map<string, Content>();
    this.records.set(ns, records);
    if (content === undefined) records.delete(id);
    else records.set(id, content);
  }

  apply(operation: Operation): void {
    const { ns } = operation;
    const named = operation.op === "upsert" ? operation.records.map(({ id }) => id) : [];
    for (const id of [...(this.records.get(ns)?.keys() ?? []), ...named]) {
      this.set(ns, id, applied(operation, id, this.records.get(ns)?.get(id)));
    }
  }

  async fetch(ns: string, ids: readonly string[]) {
    const records = this.records.get(ns) ?? new Map<string, Content>();
    return new Map([...records].filter(([id]) => ids.includes(id)));
  }

  async counts() {
    return Object.fromEntries([...this.records].map(([ns, records]) => [ns, records.size]));
  }
}

interface Run {
  readonly attempts: Attempt[];
  readonly active: MemoryIndex;
  readonly other: MemoryIndex;
}

/** A run in which every write is acknowledged and takes effect on both indexes. */
function run(rounds = 300): Run {
  const made: Run = { attempts: [], active: new MemoryIndex(), other: new MemoryIndex() };
  const operations = LANES.map((lane) => new LaneOperations(lane, 7, 0, true));
  for (let round = 0; round < rounds; round += 1)
    for (const each of operations) write(made, each.lane.name, each.next());
  return made;
}

function write(
  { attempts, active, other }: Run,
  lane: string,
  operation: Operation,
  outcome: Partial<Attempt> = {},
): void {
  const n = attempts.length + 1;
  attempts.push({
    ...{
      n,
      lane,
      version: n,
      operation,
      asked: n * 10,
      answered: n * 10 + 5,
      waitedMs: 5,
      outcome: "acked",
      error: "",
    },
    ...outcome,
  });
  if (outcome.outcome === "refused") return;
  active.apply(operation);
  other.apply(operation);
}

function verdictOf({ attempts, active, other }: Run): Promise<Verdict> {
  return judge({ lanes: LANES, attempts, active, other });
}

const problemsOf = async (made: Run) =>
  (await verdictOf(made)).problems.map(({ kind, ns, id }) => `${kind} ${ns}/${id}`);
const upsert = (id: string, seq: number): Operation => ({
  op: "upsert",
  ns: "",
  records: [{ id, values: [seq, 0, 0, 1], metadata: { w: "test", seq, group: "g0" } }],
});
const remove = (id: string): Operation => ({ op: "delete", ns: "", ids: [id] });

describe("the judge of the load tests", () => {
  it("finds nothing where every write took effect, bulk writes among them", async () => {
    const made = run();
    const verdict = await verdictOf(made);
    assert.deepEqual(verdict.problems, []);
    assert.ok(made.attempts.some(({ operation }) => isBulk(operation)));
    assert.ok(verdict.present > 10 && verdict.present < verdict.records);
  });

  it("finds an acknowledged write that is lost, on both sides", async () => {
    const made = run();
    const before = [made.active, made.other].map(({ records }) => records.get("")?.get("w0.0-0"));
    write(made, "w0.0", upsert("w0.0-0", 1));
    assert.deepEqual(await problemsOf(made), []);
    made.active.set("", "w0.0-0", before[0]);
    made.other.set("", "w0.0-0", before[1]);
    const problems = await problemsOf(made);
    assert.ok(problems.includes("lost /w0.0-0"), problems.join());
  });

  it("finds a lost update of one field, and values that are off by one bit", async () => {
    for (const spoil of [
      ({ values, metadata }: Content): Content => ({ values, metadata: { ...metadata, seq: -1 } }),
      ({ values, metadata }: Content): Content => ({
        values: [Math.fround(1 + 2 ** -23), ...values.slice(1)],
        metadata,
      }),
    ]) {
      const made = run();
      write(made, "w0.0", upsert("w0.0-0", 1));
      for (const index of [made.active, made.other]) {
        index.set("", "w0.0-0", spoil(index.records.get("")?.get("w0.0-0") as Content));
      }
      assert.deepEqual(await problemsOf(made), ["lost /w0.0-0"]);
    }
  });

  it("finds a deleted record that is back, also one that a bulk write deleted", async () => {
    const made = run();
    write(made, "w0.0", upsert("w0.0-1", 1));
    const back = made.active.records.get("")?.get("w0.0-1") as Content;
    write(made, "w0.0", remove("w0.0-1"));
    write(made, "w0.bulk", { op: "deleteAll", ns: "w0.bulk.small" });
    for (const index of [made.active, made.other]) {
      index.set("", "w0.0-1", back);
      index.set("w0.bulk.small", "s-1", back);
    }
    assert.deepEqual(await problemsOf(made), ["resurrected /w0.0-1", "resurrected w0.bulk.small/s-1"]);
  });

  it("finds a difference between both indexes, a record too many, and one that nobody wrote", async () => {
    const made = run();
    write(made, "w0.0", upsert("w0.0-1", 1));
    made.other.set("", "w0.0-1", undefined);
    made.other.set("", "stray", { values: [1], metadata: {} });
    made.active.set("elsewhere", "stray", { values: [1], metadata: {} });
    assert.deepEqual(await problemsOf(made), ["stray elsewhere/", "unequal /w0.0-1", "stray /"]);
  });

  it("finds a record that nobody writes missing", async () => {
    const made = run(1);
    made.active.set("", "steady-0", undefined);
    made.other.set("", "steady-0", undefined);
    assert.deepEqual(await problemsOf(made), ["lost /steady-0"]);
  });

  it("allows either for an unknown outcome, until a later write is acknowledged", async () => {
    const made = run();
    write(made, "w0.0", upsert("w0.0-1", 1));
    const without = { ...(made.active.records.get("")?.get("w0.0-1") as Content) };
    write(made, "w0.0", upsert("w0.0-1", 2), { outcome: "unknown" });
    assert.deepEqual(await problemsOf(made), []);
    const both = [made.active, made.other];
    for (const index of both) index.set("", "w0.0-1", without);
    assert.deepEqual(await problemsOf(made), [], "it may not have taken effect");
    for (const index of both) index.set("", "w0.0-1", undefined);
    assert.deepEqual(await problemsOf(made), ["lost /w0.0-1"]);
    write(made, "w0.0", upsert("w0.0-1", 3));
    for (const index of both) index.set("", "w0.0-1", without);
    assert.deepEqual(await problemsOf(made), ["lost /w0.0-1"]);
  });

  it("does not allow what was refused", async () => {
    const made = run();
    write(made, "w0.0", upsert("w0.0-1", 1));
    write(made, "w0.0", upsert("w0.0-1", 2), { outcome: "refused" });
    assert.deepEqual(await problemsOf(made), []);
    made.active.apply(upsert("w0.0-1", 2));
    made.other.apply(upsert("w0.0-1", 2));
    assert.deepEqual(await problemsOf(made), ["lost /w0.0-1"]);
  });

  it("orders the writes of shared records by time: overlapping ones may come either way", async () => {
    const made = run(0);
    const at = (asked: number, answered: number) => ({ asked, answered });
    write(made, "w0.shared", upsert("shared-0", 1), at(10, 15));
    write(made, "w1.shared", upsert("shared-0", 2), at(20, 30));
    write(made, "w0.shared", upsert("shared-0", 3), at(25, 35));
    const state = (seq: number) => {
      for (const index of [made.active, made.other]) index.apply(upsert("shared-0", seq));
    };
    assert.deepEqual(await problemsOf(made), []);
    state(2);
    assert.deepEqual(await problemsOf(made), []);
    state(1);
    assert.deepEqual(await problemsOf(made), ["lost /shared-0"]);
  });

  it("orders those of shared records no further than the clocks do that order them", async () => {
    const made = run(0);
    const at = (asked: number, answered: number) => ({ asked, answered });
    write(made, "w0.shared", upsert("shared-0", 1), at(10, 15));
    write(made, "w1.shared", upsert("shared-0", 2), at(20, 30));
    write(made, "w0.shared", upsert("shared-0", 3), at(45, 50));
    const lostWithin = async (orderMs: number) => {
      const { attempts, active } = made;
      return (await judge({ lanes: LANES, attempts, active, orderMs })).problems.length;
    };
    for (const [last, within, lost] of [
      [2, 14, 1],
      [2, 16, 0],
      [1, 16, 1],
      [1, 500, 0],
    ] as const) {
      made.active.apply(upsert("shared-0", last));
      assert.equal(await lostWithin(within), lost, `${last} within ${within}`);
    }
  });
});
