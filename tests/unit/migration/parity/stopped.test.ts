import assert from "node:assert/strict";
import type { DigestSink } from "../../../../provider/src/migration/parity/options";
import { contentsOf, copyOf, quickClock } from "./fakeIndex";
import { many, parityOf } from "./parityOf";

describe("parity of two indexes", () => {
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
});
