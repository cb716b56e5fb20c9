import assert from "node:assert/strict";
import type { DigestSink } from "../../../../provider/src/migration/parity/options";
import { contentsOf, copyOf, type Script } from "./fakeIndex";
import { many, parityOf, plain } from "./parityOf";

describe("parity of two indexes", () => {
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

    it("takes unicode ids as they are: another normal form, or another case, is another record", async () => {
      const report = await parityOf({
        pod: contentsOf({ "": [plain("na\u00efve"), plain("\u6f22\u5b57/\u{1f642} &ids=x#?"), plain("caf\u00e9")] }),
        serverless: contentsOf({
          "": [plain("na\u00efve"), plain("\u6f22\u5b57/\u{1f642} &ids=x#?"), plain("cafe\u0301")],
        }),
      });
      assert.deepEqual(report.ids, { looked: 3, missing: 1, extra: 1 });
      assert.deepEqual(report.examples, [{ kind: "extra", namespace: "", id: "cafe\u0301" }]);
    });

    it("tells a namespace that only the pod index has", async () => {
      const report = await parityOf({
        pod: contentsOf({ "": [plain("a")], b: [plain("a"), plain("b")] }),
        serverless: contentsOf({ "": [plain("a")] }),
      });
      assert.deepEqual(report.counts.different, [{ namespace: "b", pod: 2, serverless: 0 }]);
      assert.deepEqual(report.ids, { looked: 1, missing: 2, extra: 0 });
      assert.equal(report.verdict, "different: counts differ in 1 namespace, 2 missing");
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
        const { asked, filtered, meanOverlap, minOverlap, enough } = report.queries;
        assert.deepEqual([asked, filtered, meanOverlap, minOverlap, enough], [0, 0, 1, 1, true]);
        assert.doesNotMatch(JSON.stringify(report), /null|NaN/);
      }
    });

    it("is plain JSON, which a stack's state can hold", async () => {
      const pod = contentsOf({ "": many(3), __proto__: [] });
      const report = await parityOf({ pod, serverless: copyOf(pod) }, { queries: 2 });
      assert.deepEqual(JSON.parse(JSON.stringify(report)), report);
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
