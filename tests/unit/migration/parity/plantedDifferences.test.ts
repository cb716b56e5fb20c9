import assert from "node:assert/strict";
import fc from "fast-check";
import type { StoredRecord } from "../../../../provider/src/pinecone/types";
import { contents, sparseValues } from "./arbitraries";
import { type Contents, copyOf, type Script } from "./fakeIndex";
import { modelDigests } from "./modelDigests";
import { parityOf, plain } from "./parityOf";

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
