import assert from "node:assert/strict";
import fc from "fast-check";
import { recordDigest } from "../../../../provider/src/migration/parity/digest";
import type { KeptDigest } from "../../../../provider/src/migration/parity/digestFile";
import {
  type PodUnchangedOptions,
  type PodUnchangedReport,
  verifyPodUnchanged,
} from "../../../../provider/src/migration/parity/podUnchanged";
import type { StoredRecord } from "../../../../provider/src/pinecone/types";
import { contents } from "./arbitraries";
import { type Contents, contentsOf, copyOf, fakeIndex, quickClock, type Script } from "./fakeIndex";
import { modelDigests } from "./modelDigests";

interface World {
  /** The pod index at the parity check. */
  checked: Contents;
  pod: Contents;
  serverless?: Contents;
  podScript?: Script;
  withFile?: boolean;
}

function look(world: World, options: Partial<PodUnchangedOptions> = {}): Promise<PodUnchangedReport> {
  return verifyPodUnchanged({
    pod: fakeIndex(world.pod, world.podScript),
    serverless: fakeIndex(world.serverless ?? world.checked),
    digest: modelDigests(world.checked),
    ...(world.withFile === false ? {} : { digestFile: kept(world.checked) }),
    clock: quickClock(),
    ...options,
  });
}

async function* kept(of: Contents): AsyncIterable<KeptDigest> {
  for (const [namespace, records] of of) {
    for (const record of records.values()) yield { namespace, id: record.id, digest: recordDigest(record) };
  }
}

const plain = (id: string, first = 1): StoredRecord => ({ id, values: [first, 2] });
const many = (count: number) => Array.from({ length: count }, (_, at) => plain(`r-${at}`, at + 1));
const docs = () => contentsOf({ "": many(300), b: many(40) });

describe("whether the pod index is as at the parity check", () => {
  it("is proven for any content, with and without the file", async () => {
    await fc.assert(
      fc.asyncProperty(contents, fc.boolean(), async (checked, withFile) => {
        const report = await look({ checked, pod: copyOf(checked), withFile });
        assert.deepEqual([report.unchanged, report.provable, report.examples], [true, true, []]);
      }),
      { numRuns: 150 },
    );
  });

  it("is never said when one record was written, whatever serverless holds by now", async () => {
    const write = fc.record({ at: fc.nat(), kind: fc.constantFrom("changed", "gone", "new", "replaced") });
    const serverlessToo = fc.constantFrom("as checked", "as now", "lost half");
    await fc.assert(
      fc.asyncProperty(contents, write, serverlessToo, fc.boolean(), async (checked, written, side, withFile) => {
        const pod = copyOf(checked);
        fc.pre(writeTo(pod, written.kind, written.at));
        const serverless = { "as checked": checked, "as now": pod, "lost half": halfOf(checked) }[side];
        const report = await look({ checked, pod, serverless, withFile });
        assert.equal(report.unchanged, false, report.reason);
        if (withFile) assert.equal(report.provable, true, report.reason);
      }),
      { numRuns: 300 },
    );
  });

  it("names what was changed, and counts the rest", async () => {
    const pod = docs();
    for (const { id } of many(12)) pod.get("b")?.set(id, plain(id, -1));
    pod.get("")?.delete("r-0");
    const report = await look({ checked: docs(), pod }, { concurrency: 1 });
    assert.equal(report.unchanged, false);
    assert.equal(report.examples.length, 10);
    assert.match(report.examples[0] ?? "", /^r-0 in .* is gone$/);
    assert.match(report.examples[1] ?? "", /^r-0 in .*b.* was changed$/);
    assert.match(report.reason, /^somebody wrote to the pod index: .*, and 4 more$/);
  });

  it("names a record that is new on both sides", async () => {
    const pod = docs();
    pod.get("b")?.set("new", plain("new"));
    const report = await look({ checked: docs(), pod, serverless: copyOf(pod) });
    assert.match(report.examples.join(), /new in .* is new/);
  });

  it("doesn't mind records that are new on serverless only, where the traffic is", async () => {
    const serverless = docs();
    serverless.get("b")?.set("new", plain("new"));
    serverless.set("another", new Map([["new", plain("new")]]));
    for (const withFile of [true, false]) {
      assert.equal((await look({ checked: docs(), pod: docs(), serverless, withFile })).unchanged, true);
    }
  });

  it("doesn't mind records that serverless lost or changed since, with the file at hand", async () => {
    const serverless = contentsOf({ "": many(10).map(({ id }) => plain(id, -1)) });
    assert.equal((await look({ checked: docs(), pod: docs(), serverless })).unchanged, true);
  });

  it("can't be proven without the file when serverless lost a record since", async () => {
    const serverless = docs();
    serverless.get("b")?.delete("r-0");
    const report = await look({ checked: docs(), pod: docs(), serverless, withFile: false });
    assert.deepEqual([report.unchanged, report.provable], [false, false]);
    assert.match(report.reason, /1 record of the pod index can't be named/);
  });

  it("can't be proven by the file of another check", async () => {
    const other = contentsOf({ "": many(299), b: many(40) });
    const report = await look({ checked: docs(), pod: docs() }, { digestFile: kept(other) });
    assert.deepEqual([report.unchanged, report.provable], [false, false]);
    assert.match(report.reason, /is not that of the parity check/);
  });

  it("asks counts again that lag, and believes those that stay", async () => {
    const lagging = (calls: number): Script => ({
      stats: (call, truth) => (call < calls ? { namespaces: new Map([["", 299]]), total: 299 } : truth),
    });
    const clock = quickClock();
    const short = await look({ checked: docs(), pod: docs(), podScript: lagging(2) }, { clock, settleMs: 30 });
    assert.equal(short.unchanged, true);
    assert.deepEqual(clock.sleeps, [30, 30]);
    const long = await look({ checked: docs(), pod: docs(), podScript: lagging(9) });
    assert.deepEqual([long.unchanged, long.provable], [false, true]);
    assert.match(long.reason, /has 299 records, 300 at the parity check/);
  });

  it("can't be proven while the pod index counts records in no namespace that it names: somebody wrote to a new one", async () => {
    const ahead = (calls: number): Script => ({
      stats: (call, { namespaces, total }) => ({ namespaces, total: call < calls ? total + 2 : total }),
    });
    const clock = quickClock();
    const short = await look({ checked: docs(), pod: docs(), podScript: ahead(2) }, { clock, settleMs: 30 });
    assert.deepEqual([short.unchanged, short.provable, clock.sleeps], [true, true, [30, 30]]);
    for (const withFile of [true, false]) {
      const long = await look({ checked: docs(), pod: docs(), podScript: ahead(9), withFile });
      assert.deepEqual([long.unchanged, long.provable], [false, false]);
      assert.match(long.reason, /2 records.* in no namespace that it names/);
    }
  });

  it("minds no total that is behind the namespaces, or left out", async () => {
    const podScript: Script = { stats: (_call, { namespaces }) => ({ namespaces, total: 0 }) };
    assert.equal((await look({ checked: docs(), pod: docs(), podScript })).unchanged, true);
  });

  it("tells progress up to all records, and stops when asked", async () => {
    const told: number[] = [];
    await look({ checked: docs(), pod: docs() }, { onProgress: ({ done, total }) => void told.push(done / total) });
    assert.equal(told.at(-1), 1);
    await assert.rejects(look({ checked: docs(), pod: docs() }, { signal: AbortSignal.abort() }), {
      name: "AbortError",
    });
  });
});

/** Makes one write to the contents, chosen by number; false where it can't be made. */
function writeTo(pod: Contents, kind: string, at: number): boolean {
  const all = [...pod].flatMap(([namespace, records]) =>
    [...records.values()].map((record) => ({ namespace, record })),
  );
  const chosen = all[at % Math.max(1, all.length)];
  const records = pod.get(chosen?.namespace ?? "") ?? new Map<string, StoredRecord>();
  if (kind === "new" || kind === "replaced") {
    // An id that no generated record has.
    records.set("written since", plain("written since"));
    pod.set(chosen?.namespace ?? "", records);
  }
  if (kind === "new") return true;
  if (chosen === undefined) return false;
  const { record } = chosen;
  if (kind === "changed") records.set(record.id, { ...record, values: [...record.values, 1] });
  else records.delete(record.id);
  return true;
}

function halfOf(of: Contents): Contents {
  const half = (records: Map<string, StoredRecord>) => new Map([...records].filter((_, at) => at % 2 === 0));
  return new Map([...of].map(([namespace, records]) => [namespace, half(records)]));
}
