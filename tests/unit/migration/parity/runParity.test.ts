import assert from "node:assert/strict";
import fc from "fast-check";
import type { DigestSink } from "../../../../provider/src/migration/parity/options";
import { type ParityOptions, type ParityReport, runParity } from "../../../../provider/src/migration/parity/runParity";
import type { StoredRecord } from "../../../../provider/src/pinecone/types";
import { contents, sparseValues } from "./arbitraries";
import { type Contents, contentsOf, copyOf, fakeIndex, quickClock, type Script } from "./fakeIndex";
import { modelDigests } from "./modelDigests";

interface Sides {
  pod: Contents;
  serverless: Contents;
  podScript?: Script;
  script?: Script;
}

async function parityOf(sides: Sides, options: Partial<ParityOptions> = {}): Promise<ParityReport> {
  return runParity({
    pod: fakeIndex(sides.pod, sides.podScript),
    serverless: fakeIndex(sides.serverless, sides.script),
    podIndex: "docs",
    serverlessIndex: "docs-serverless",
    content: "all",
    queries: 0,
    seed: 1,
    clock: quickClock(),
    ...options,
  });
}

const plain = (id: string, first = 1): StoredRecord => ({ id, values: [first, 2] });
const many = (count: number) => Array.from({ length: count }, (_, at) => plain(`r-${at}`, at + 1));

describe("parity of two indexes", () => {
  describe("with differences planted at random", () => {
    it("is clean exactly when nothing is planted, and counts what is", async () => {
      await fc.assert(
        fc.asyncProperty(contents, fc.array(plan, { maxLength: 3 }), async (pod, plans) => {
          const serverless = copyOf(pod);
          const planted = new Set<string>();
          for (const each of plans) each(pod, serverless, planted);
          const report = await parityOf({ pod, serverless }, { attempts: 1 });
          const truth = truthOf(pod, serverless, planted);
          assert.equal(report.clean, truth.clean);
          assert.equal(report.verdict.startsWith("clean"), truth.clean);
          assert.deepEqual(
            [report.ids.missing, report.ids.extra, report.content.different],
            [truth.missing, truth.extra, truth.different],
          );
          assert.deepEqual(report.counts.different, truth.counts);
          assert.equal(report.settled, 0);
          if (truth.clean) assert.deepEqual(report.digest?.namespaces, modelDigests(pod));
        }),
        { numRuns: 400 },
      );
    });

    it("is clean whatever the listing repeats or leaves empty", async () => {
      const pages = fc.func(fc.nat(3));
      await fc.assert(
        fc.asyncProperty(contents, pages, async (pod, choose) => {
          const script: Script = {
            pages: (ids) => [[], ...ids.flatMap((id, at) => strangePages(ids, id, choose(at)))],
          };
          const report = await parityOf({ pod, serverless: copyOf(pod), script });
          assert.equal(report.clean, true);
          assert.equal(report.ids.looked, report.counts.pod);
          assert.deepEqual(report.digest?.namespaces, modelDigests(pod));
        }),
        { numRuns: 100 },
      );
    });
  });

  describe("by examples", () => {
    it("tells one id missing and another extra where counts are equal", async () => {
      const report = await parityOf({
        pod: contentsOf({ "": [plain("a"), plain("b")] }),
        serverless: contentsOf({ "": [plain("a"), plain("c")] }),
      });
      assert.equal(report.clean, false);
      assert.deepEqual(report.counts.different, []);
      assert.deepEqual(report.ids, { looked: 2, missing: 1, extra: 1 });
      assert.deepEqual(report.examples, [{ kind: "extra", namespace: "", id: "c" }]);
    });

    it("tells a record that is missing while a repeated id makes up for it in the listing", async () => {
      const pod = contentsOf({ "": [plain("a"), plain("b")] });
      const script: Script = { pages: () => [["a"], ["a"]] };
      const report = await parityOf({ pod, serverless: copyOf(pod), script });
      assert.equal(report.clean, false);
      assert.deepEqual(report.ids, { looked: 1, missing: 1, extra: 0 });
    });

    it("doesn't set off what one namespace lacks against what another has more than its count says", async () => {
      const pod = contentsOf({ a: [plain("1"), plain("2")], b: [plain("1"), plain("2")] });
      const stale = () => ({
        namespaces: new Map([
          ["a", 1],
          ["b", 2],
        ]),
        total: 3,
      });
      const report = await parityOf({
        pod,
        serverless: contentsOf({ a: [plain("1"), plain("2")], b: [plain("1")] }),
        podScript: { stats: stale },
        script: { stats: stale },
      });
      assert.equal(report.clean, false);
      assert.equal(report.ids.missing, 1);
    });

    it("tells a namespace that only the pod index has", async () => {
      const report = await parityOf({
        pod: contentsOf({ "": [plain("a")], b: [plain("a"), plain("b")] }),
        serverless: contentsOf({ "": [plain("a")] }),
      });
      assert.deepEqual(report.counts.different, [{ namespace: "b", pod: 2, serverless: 0 }]);
      assert.deepEqual(report.ids, { looked: 1, missing: 2, extra: 0 });
      assert.equal(report.verdict, "different: counts differ in 1 namespaces, 2 missing");
    });

    it("tells a record that serverless lists, and doesn't give", async () => {
      const pod = contentsOf({ "": many(3) });
      const script: Script = { fetched: (_, id) => id !== "r-1" };
      const report = await parityOf({ pod, serverless: copyOf(pod), script });
      assert.equal(report.clean, false);
      assert.equal(report.ids.missing, 1);
      assert.deepEqual(report.examples, [{ kind: "missing", namespace: "", id: "r-1" }]);
    });

    it("tells counts that differ and nothing else", async () => {
      const pod = contentsOf({ "": many(3) });
      const stats = () => ({ namespaces: new Map([["", 4]]), total: 4 });
      const report = await parityOf({ pod, serverless: copyOf(pod), script: { stats } });
      assert.equal(report.clean, false);
      assert.deepEqual(report.counts.different, [{ namespace: "", pod: 3, serverless: 4 }]);
      assert.deepEqual([report.ids.missing, report.ids.extra, report.content.different], [0, 0, 0]);
    });

    it("names ten differences in order, and counts all", async () => {
      const pod = contentsOf({ "": many(40) });
      const report = await parityOf({ pod, serverless: contentsOf({ "": many(40).map(({ id }) => plain(id, 0)) }) });
      assert.equal(report.content.different, 40);
      assert.equal(report.examples.length, 10);
      const names = report.examples.map(({ id }) => id);
      assert.deepEqual(names, [...names].sort());
      assert.deepEqual(new Set(report.examples.map(({ field }) => field)), new Set(["values[0]"]));
    });

    it("finds two indexes without records clean, without a division by zero", async () => {
      for (const content of ["all", 10] as const) {
        const report = await parityOf({ pod: new Map(), serverless: new Map() }, { content, queries: 5 });
        assert.equal(report.clean, true);
        assert.equal(report.verdict, "clean: all 0 records compared");
        assert.deepEqual(report.queries, { asked: 0, topK: 10, meanOverlap: 1, minOverlap: 1, enough: true });
        assert.doesNotMatch(JSON.stringify(report), /null|NaN/);
      }
    });

    it("is plain JSON, which a stack's state can hold", async () => {
      const pod = contentsOf({ "": many(3), __proto__: [] });
      const report = await parityOf({ pod, serverless: copyOf(pod) }, { queries: 2 });
      assert.deepEqual(JSON.parse(JSON.stringify(report)), report);
    });
  });

  describe("with a serverless index that lags", () => {
    const pod = contentsOf({ "": many(30), b: many(5) });

    it("counts records seen only when asked again as settled", async () => {
      const script: Script = { fetched: (_, id, asked) => asked >= 2 || !id.endsWith("3") };
      const clock = quickClock();
      const report = await parityOf({ pod, serverless: copyOf(pod), script }, { clock, settleMs: 70 });
      assert.equal(report.clean, true);
      assert.equal(report.settled, 4);
      assert.equal(report.content.compared, 35);
      assert.deepEqual(clock.sleeps, [70, 70]);
      assert.deepEqual(report.digest?.namespaces, modelDigests(pod));
    });

    it("counts an old version seen at first as settled", async () => {
      const serverless = copyOf(pod);
      const old = fakeIndex(contentsOf({ "": many(30).map(({ id }) => plain(id, 0)), b: many(5) }));
      const current = fakeIndex(serverless);
      let fetches = 0;
      const lagging = {
        ...current,
        fetch: (...ask: Parameters<typeof old.fetch>) => {
          const isFirst = ask[0] === "" && fetches++ === 0;
          return (isFirst ? old : current).fetch(...ask);
        },
      };
      const report = await parityOf({ pod, serverless }, { serverless: lagging, concurrency: 1 });
      assert.equal(report.clean, true);
      assert.equal(report.settled, 30);
    });

    it("counts ids listed only when listed again as settled", async () => {
      const script: Script = { listed: (_, id, listing) => listing >= 2 || id !== "r-4" };
      const report = await parityOf({ pod, serverless: copyOf(pod), script });
      assert.equal(report.clean, true);
      assert.equal(report.settled, 2);
      assert.equal(report.ids.looked, 35);
      assert.deepEqual(report.digest?.namespaces, modelDigests(pod));
    });

    it("counts an id that is listed after its deletion on both sides as settled", async () => {
      const serverless = copyOf(pod);
      const script: Script = { pages: (ids) => [[...ids], ["z-deleted"]] };
      const report = await parityOf({ pod, serverless, script });
      assert.equal(report.clean, true);
      assert.equal(report.settled, 2);
    });

    it("counts namespaces whose counts become equal as settled", async () => {
      const stats: Script["stats"] = (call, truth) =>
        call < 2 ? { namespaces: new Map([["b", 5]]), total: 5 } : truth;
      const report = await parityOf({ pod, serverless: copyOf(pod), script: { stats } });
      assert.equal(report.clean, true);
      assert.equal(report.settled, 1);
      assert.deepEqual(report.counts, { pod: 35, serverless: 35, different: [] });
    });

    it("tells what outlasts every attempt, and waits no longer", async () => {
      const script: Script = { fetched: (_, id, asked) => asked >= 4 || id !== "r-29" };
      const clock = quickClock();
      const report = await parityOf({ pod, serverless: copyOf(pod), script }, { clock, attempts: 3 });
      assert.equal(report.clean, false);
      assert.equal(report.ids.missing, 1);
      assert.equal(clock.sleeps.length, 3);
    });

    it("asks nothing again when nothing differs", async () => {
      const clock = quickClock();
      await parityOf({ pod, serverless: copyOf(pod) }, { clock });
      assert.deepEqual(clock.sleeps, []);
    });
  });

  describe("by a sample", () => {
    const pod = contentsOf({ "": many(300), b: many(100) });
    const digestCalls: string[] = [];
    const digests: DigestSink = {
      write: async () => void digestCalls.push("write"),
      finish: async () => void digestCalls.push("finish"),
      abandon: async () => void digestCalls.push("abandon"),
    };

    it("compares the same records for the same seed, others for another", async () => {
      const comparedBy = async (seed: number) => {
        const serverless = contentsOf({ "": many(300).map(({ id }) => plain(id, -1)), b: many(100) });
        const report = await parityOf({ pod, serverless }, { content: 20, seed, attempts: 0, concurrency: 3 });
        return JSON.stringify(report.examples);
      };
      assert.equal(await comparedBy(1), await comparedBy(1));
      assert.notEqual(await comparedBy(1), await comparedBy(2));
    });

    it("is never called clean, and says how much it leaves possible", async () => {
      const report = await parityOf({ pod, serverless: copyOf(pod) }, { content: 60 });
      const n = report.content.compared;
      assert.ok(n > 30 && n < 100, `${n} compared`);
      const share = Number((100 * (1 - 0.05 ** (1 / n))).toPrecision(2));
      assert.equal(report.verdict, `no difference in ${n} of 400 records (at most ${share} % at 95 %)`);
      assert.equal(report.content.mode, "sample");
      assert.equal(report.digest, undefined);
      assert.equal(report.ids.looked, 400);
    });

    it("says 100 % when chance compared nothing", async () => {
      const report = await parityOf({ pod, serverless: copyOf(pod) }, { content: 0 });
      assert.equal(report.verdict, "no difference in 0 of 400 records (at most 100 % at 95 %)");
    });

    it("compares all records when it is as large as the index", async () => {
      for (const content of [400, 401]) {
        const report = await parityOf({ pod, serverless: copyOf(pod) }, { content });
        assert.equal(report.content.compared, 400);
        assert.equal(report.verdict, "clean: all 400 records compared");
      }
    });

    it("still looks for every id", async () => {
      const serverless = copyOf(pod);
      serverless.get("b")?.delete("r-7");
      serverless.get("b")?.set("other", plain("other"));
      const report = await parityOf({ pod, serverless }, { content: 1, attempts: 1 });
      assert.deepEqual([report.ids.missing, report.ids.extra], [1, 1]);
    });

    it("writes no digests", async () => {
      await parityOf({ pod, serverless: copyOf(pod) }, { content: 20, digests });
      assert.ok(!digestCalls.includes("write"));
    });
  });

  describe("when it is stopped or fails", () => {
    const pod = contentsOf({ "": many(60), b: many(60) });

    function sinkOf(calls: string[]): DigestSink {
      return {
        write: async () => void calls.push("write"),
        finish: async () => void calls.push("finish"),
        abandon: async () => void calls.push("abandon"),
      };
    }

    for (const kind of ["stats", "list", "fetch", "query"] as const) {
      it(`ends with STOPPED and no digests after an abort during a ${kind}`, async () => {
        const stop = new AbortController();
        const calls: string[] = [];
        const before = async (each: string) => {
          await new Promise((resolve) => setImmediate(resolve));
          if (each === kind) stop.abort();
        };
        const options = { signal: stop.signal, queries: 5, digests: sinkOf(calls) };
        await assert.rejects(parityOf({ pod, serverless: copyOf(pod), script: { before } }, options), {
          code: "STOPPED",
        });
        assert.ok(calls.includes("abandon") && !calls.includes("finish"), calls.join());
      });
    }

    it("ends with STOPPED when it is stopped before it begins, even without records", async () => {
      const signal = AbortSignal.abort();
      await assert.rejects(parityOf({ pod: new Map(), serverless: new Map() }, { signal }), { code: "STOPPED" });
    });

    it("ends with STOPPED when it is stopped while it waits for lag", async () => {
      const stop = new AbortController();
      const clock = quickClock();
      const sleep = async (ms: number, signal?: AbortSignal) => {
        stop.abort();
        await clock.sleep(ms, signal);
      };
      const sides = { pod, serverless: contentsOf({ "": many(60) }) };
      await assert.rejects(parityOf(sides, { signal: stop.signal, clock: { ...clock, sleep } }), { code: "STOPPED" });
    });

    for (const kind of ["stats", "list", "fetch", "query"] as const) {
      it(`tells the failure of a ${kind}, and leaves no request under way`, async () => {
        const failure = new Error("refused");
        let underWay = 0;
        let asked = 0;
        const before = async (each: string) => {
          underWay += 1;
          await new Promise((resolve) => setImmediate(resolve));
          underWay -= 1;
          if (each === kind && asked++ === 1) throw failure;
        };
        const calls: string[] = [];
        const sides = { pod, serverless: copyOf(pod), podScript: { before }, script: { before } };
        await assert.rejects(parityOf(sides, { queries: 5, digests: sinkOf(calls) }), failure);
        assert.equal(kind === "stats" ? 0 : underWay, 0);
        assert.ok(calls.includes("abandon") && !calls.includes("finish"), calls.join());
      });
    }

    it("tells the failure of the sink, not that of giving it up", async () => {
      const failure = new Error("disk full");
      const digests: DigestSink = {
        write: () => Promise.reject(failure),
        finish: async () => undefined,
        abandon: () => Promise.reject(new Error("another")),
      };
      await assert.rejects(parityOf({ pod, serverless: copyOf(pod) }, { digests }), failure);
    });
  });

  it("asks with bounded concurrency", async () => {
    const pod = contentsOf({ "": many(1_500), b: many(600), c: many(600), d: many(600), e: many(600) });
    let underWay = 0;
    let most = 0;
    const before = async (kind: string) => {
      if (kind !== "fetch") return;
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
    };
    const report = await parityOf({ pod, serverless: copyOf(pod), podScript: { before } }, { concurrency: 3 });
    assert.equal(report.clean, true);
    assert.equal(most, 3);
  });
});

type Plan = (pod: Contents, serverless: Contents, planted: Set<string>) => void;

/** Makes one record that no other plan has changed differ, chosen by number, and adds its place to `planted`. */
const plan: fc.Arbitrary<Plan> = fc
  .record({
    at: fc.nat(),
    kind: fc.constantFrom(
      "missing",
      "extra",
      "bit",
      "sign",
      "nan",
      "sparse",
      "type",
      "integer",
      "list",
      "key",
      "namespace",
      "podOnly",
      "same",
    ),
    sparse: sparseValues,
  })
  .map(({ at, kind, sparse }) => (pod, serverless, planted) => {
    const all = [...pod].flatMap(([namespace, records]) => [...records.keys()].map((id) => [namespace, id] as const));
    if (kind === "extra" || kind === "namespace" || kind === "podOnly") {
      const namespace = kind === "extra" ? (all[at % all.length]?.[0] ?? "") : `only-${kind}`;
      const side = kind === "podOnly" ? pod : serverless;
      // Never an id that the other side has: those are shorter.
      side.set(namespace, new Map([...(side.get(namespace) ?? []), [`planted-${kind}`, plain(`planted-${kind}`, at)]]));
      return;
    }
    const [namespace, id] = all[at % all.length] ?? [];
    if (namespace === undefined || id === undefined) return;
    const key = JSON.stringify([namespace, id]);
    const records = serverless.get(namespace);
    if (planted.has(key) || !records?.has(id)) return;
    if (kind === "missing") {
      records.delete(id);
      return;
    }
    const original = pod.get(namespace)?.get(id) ?? plain(id);
    const { metadata = {}, values, sparseValues: own } = original;
    const put = (podRecord: StoredRecord, serverlessRecord: StoredRecord) => {
      pod.get(namespace)?.set(id, podRecord);
      records.set(id, serverlessRecord);
      planted.add(key);
    };
    const filled = { ...original, values: [...values, 1] };
    switch (kind) {
      case "bit":
        return put(filled, { ...original, values: [...values, 1 + 2 ** -23] });
      case "sign":
        return put({ ...original, values: [...values, 0] }, { ...original, values: [...values, -0] });
      case "nan":
        return put(filled, { ...original, values: [...values, Number.NaN] });
      case "sparse": {
        const with7 = { indices: [...sparse.indices.map((each) => each + 8), 7], values: [...sparse.values, 1] };
        const changed = { indices: with7.indices, values: [...sparse.values, 2] };
        return put({ ...original, sparseValues: with7 }, { ...original, sparseValues: changed });
      }
      case "type":
        return put(
          { ...original, metadata: { ...metadata, k: 1 } },
          { ...original, metadata: { ...metadata, k: "1" } },
        );
      case "integer":
        return put(
          { ...original, metadata: { ...metadata, k: 2 ** 24 + 1 } },
          { ...original, metadata: { ...metadata, k: 2 ** 24 } },
        );
      case "list":
        return put(
          { ...original, metadata: { ...metadata, k: ["a", "b"] } },
          { ...original, metadata: { ...metadata, k: ["b", "a"] } },
        );
      case "key":
        return put({ ...original, metadata }, { ...original, metadata: { ...metadata, added: true } });
      default: {
        // Nothing is planted: the same record in another shape.
        const reversed = own && { indices: [...own.indices].reverse(), values: [...own.values].reverse() };
        const shuffled = Object.fromEntries(Object.entries(metadata).reverse());
        records.set(id, {
          id,
          values,
          metadata: shuffled,
          ...(reversed === undefined ? {} : { sparseValues: reversed }),
        });
      }
    }
  });

/** What a report must say, from the two models; `planted` names the records whose content was made to differ. */
function truthOf(pod: Contents, serverless: Contents, planted: ReadonlySet<string>) {
  const namespaces = [...new Set([...pod.keys(), ...serverless.keys()])].sort();
  const sizes = namespaces.map((namespace) => ({
    namespace,
    pod: pod.get(namespace)?.size ?? 0,
    serverless: serverless.get(namespace)?.size ?? 0,
  }));
  const [missing, extra] = [absentFrom(serverless, pod), absentFrom(pod, serverless)];
  const different = planted.size;
  const clean = missing + extra + different === 0;
  return { clean, missing, extra, different, counts: sizes.filter((each) => each.pod !== each.serverless) };
}

function absentFrom(side: Contents, of: Contents): number {
  return [...of].reduce(
    (sum, [namespace, records]) => sum + [...records.keys()].filter((id) => !side.get(namespace)?.has(id)).length,
    0,
  );
}

function strangePages(ids: readonly string[], id: string, choice: number): string[][] {
  return [[[id]], [[id], []], [[id, id]], [[id], [...ids]]][choice] ?? [];
}
