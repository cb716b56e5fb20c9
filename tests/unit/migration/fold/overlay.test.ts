import assert from "node:assert/strict";
import type { Folded } from "../../../../provider/src/migration/fold/folded";
import { type FoldLookup, overlaid } from "../../../../provider/src/migration/fold/overlay";
import { unnamed } from "../../../../provider/src/migration/parity/unnamed";
import type { IndexReader } from "../../../../provider/src/pinecone/types";

const LONG = "ü".repeat(80);
const set: Folded = { kind: "set", values: [1], sparse: undefined, md: undefined };

/** A log that only upserts, and names so many records. */
function logOf(records: number, idOf: (at: number) => string): FoldLookup {
  return {
    lookup: () => undefined,
    records: function* () {
      for (let at = 0; at < records; at += 1) yield { ns: "n", id: idOf(at), folded: set };
    },
  };
}

describe("counts of the pod index with the log laid over it", () => {
  /** Every tenth record is there. Refuses what a gateway refuses. */
  function podOf(idOf: (at: number) => string, onFetch: (ids: readonly string[]) => void = () => undefined) {
    const held = new Set(Array.from({ length: 300 }, (_, at) => idOf(at * 10)));
    const refused = () => Promise.reject(new Error("not asked"));
    const reader: IndexReader = {
      stats: async () => ({ namespaces: new Map([["n", 300]]), total: 300 }),
      fetch: async (_ns, ids) => {
        onFetch(ids);
        const address = ids.map((id) => `&ids=${encodeURIComponent(id)}`).join("");
        if (address.length > 6_000 || ids.length > 200)
          throw new Error(`414 ${ids.length} ids, ${address.length} bytes`);
        return new Map(ids.filter((id) => held.has(id)).map((id) => [id, { id, values: [0] }]));
      },
      list: refused,
      query: refused,
    };
    return reader;
  }

  for (const [name, idOf] of [
    ["short", (at: number) => `${at}`],
    ["long", (at: number) => `${at}-${LONG}`],
  ] as const) {
    it(`are asked for by as many ids as an address takes, when they are ${name}`, async () => {
      const { total, namespaces } = await overlaid(podOf(idOf), logOf(2_500, idOf)).stats();
      assert.deepEqual([total, namespaces], [2_550, new Map([["n", 2_550]])]);
    });
  }

  it("are counted by another reader than what is compared, when it is given", async () => {
    const idOf = (at: number) => `${at}`;
    const [pod, counted]: [string[], string[]] = [[], []];
    const reader = overlaid(
      podOf(idOf, (ids) => pod.push(...ids)),
      logOf(500, idOf),
      { counted: podOf(idOf, (ids) => counted.push(...ids)) },
    );
    assert.equal((await reader.stats()).total, 750);
    await reader.fetch("n", ["7"]);
    assert.deepEqual([pod, counted.length], [["7"], 500]);
  });

  it("say what the pod index counts in no namespace that it names, and are asked for again until that is none", async () => {
    const [ids, idOf] = [[] as string[], (at: number) => `${at}`];
    const pod = podOf(idOf, (asked) => ids.push(...asked));
    let call = 0;
    const stats = async () => {
      call += 1;
      // Twice without the namespace `b`.
      return call <= 2
        ? { namespaces: new Map([["n", 300]]), total: 302 }
        : {
            namespaces: new Map([
              ["n", 300],
              ["b", 2],
            ]),
            total: 302,
          };
    };
    const reader = overlaid({ ...pod, stats }, logOf(500, idOf));
    for (const unnamedRecords of [2, 2, 0, 0]) {
      const counted = await reader.stats();
      assert.deepEqual([unnamed(counted), counted.total], [unnamedRecords, 752]);
    }
    assert.equal(call, 3);
    assert.equal(ids.length, 500, "what the log names is read once");
  });

  it("are not counted on when it is to stop", async () => {
    const stop = new AbortController();
    let asked = 0;
    const idOf = (at: number) => `${at}`;
    const pod = podOf(idOf, () => {
      asked += 1;
      stop.abort();
    });
    const stats = overlaid(pod, logOf(100_000, idOf), { signal: stop.signal }).stats();
    await assert.rejects(stats, { code: "STOPPED" });
    assert.ok(asked < 20, `${asked}`);
  });
});
