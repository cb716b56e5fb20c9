import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { compareByBytes } from "../../../../provider/src/migration/parity/byteOrder";
import type { ParityOptions, ParityReport } from "../../../../provider/src/migration/parity/runParity";
import { type Contents, contentsOf, copyOf, type FakeIndex, fakeIndex, type Script } from "./fakeIndex";
import { type Death, KilledRuns, timeless } from "./killedRuns";
import { modelDigests } from "./modelDigests";
import { parityOf, plain } from "./parityOf";

/** So long that a fetch takes a dozen. */
const longId = (n: number) => `r-${String(n).padStart(3, "0")}`.padEnd(470, "x");
const namespaces = fc.uniqueArray(fc.constantFrom("", "a", "b", "c", "d", "__proto__"), { minLength: 1, maxLength: 6 });
const world = fc.record({
  namespaces,
  counts: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 6, maxLength: 6 }),
  /** Records that differ: how, and which. */
  planted: fc.array(fc.tuple(fc.constantFrom("missing", "extra", "different"), fc.nat(5), fc.nat(59)), {
    maxLength: 8,
  }),
  /** Pages of the list in another order than by bytes. */
  disorder: fc.boolean(),
  content: fc.constantFrom<"all" | number>("all", "all", 40),
});
const kill = fc.record({ at: fc.nat(70), death: fc.constantFrom<Death>("throws", "never answers") });

/** One in which that request is behind the first fetches for sure. */
const LARGE: World = {
  ...{ namespaces: ["", "a", "b"], counts: [60, 60, 60, 1, 1, 1], planted: [], disorder: false, content: "all" },
};

type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

function sidesOf({ namespaces: names, counts, planted }: World): { pod: Contents; serverless: Contents } {
  const pod = new Map(
    names.map((name, at) => [
      name,
      new Map(Array.from({ length: counts[at] ?? 1 }, (_, n) => [longId(n), plain(longId(n), n)])),
    ]),
  );
  const serverless = copyOf(pod);
  for (const [kind, at, n] of planted) {
    const name = names[at % names.length] ?? "";
    if (kind === "extra") pod.get(name)?.delete(longId(n));
    else if (kind === "missing") serverless.get(name)?.delete(longId(n));
    else if (serverless.get(name)?.has(longId(n))) serverless.get(name)?.set(longId(n), plain(longId(n), -1));
  }
  return { pod, serverless };
}

describe("comparison that is killed", () => {
  it("is gone on with: the report is as if it had not been, and nothing behind the checkpoint is read twice", async () => {
    let resumed = 0;
    await fc.assert(
      fc.asyncProperty(
        world,
        fc.array(kill, { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        async (each, kills, asks) => {
          const { pod, serverless } = sidesOf(each);
          const script: Script = each.disorder ? { pages: disordered } : {};
          const options: Partial<ParityOptions> = { attempts: 1, content: each.content, queries: asks ? 3 : 0 };
          const [unbroken, killed] = [new KilledRuns(), new KilledRuns()];
          const files = each.content === "all" ? {} : { digestFile: undefined };
          try {
            const never = { ...files, everyMs: Number.POSITIVE_INFINITY };
            const expected = await unbroken.run(
              (of) => parityOf({ pod, serverless, script }, { ...options, ...of }),
              never,
            );
            const asked = new Set<string>();
            const run = (of: Partial<ParityOptions>) => {
              const podSide = noting(fakeIndex(pod, { before: killed.before }), asked);
              const other = fakeIndex(serverless, { ...script, before: killed.before });
              return parityOf({ pod, serverless }, { ...options, ...of, pod: podSide, serverless: other });
            };
            let report: ParityReport | undefined;
            for (const { at, death } of kills) report ??= await killed.killedAt(at, death, run, files);
            const kept = checkpointIn(killed.checkpoint);
            asked.clear();
            if (report === undefined) {
              if (kept !== undefined) resumed += 1;
              report = await killed.run(run, files);
              // With a list out of order the last id says nothing of the others, and queries read what they ask by.
              if (!each.disorder && !asks)
                assert.deepEqual(
                  [...asked].filter((key) => kept?.isBehind(key)),
                  [],
                );
            }
            assert.deepEqual(timeless(report), timeless(expected));
            if (each.content === "all") assert.deepEqual(await killed.digests(), await unbroken.digests());
            assert.deepEqual(linesOf(killed.differencesFile), linesOf(unbroken.differencesFile));
            assert.equal(existsSync(killed.checkpoint), false);
            assert.ok(
              readdirSync(killed.folder).every((name) => FILES.includes(name)),
              readdirSync(killed.folder).join(),
            );
          } finally {
            for (const runs of [unbroken, killed]) await runs.remove();
          }
        },
      ),
      { numRuns: 15, endOnFailure: true, examples: [[LARGE, [{ at: 12, death: "throws" }], true]] },
    );
    assert.ok(resumed > 0, `${resumed} were gone on with`);
  });

  it("is gone on with from the very record when it was stopped, however long ago its last checkpoint was", async () => {
    const pod = contentsOf({ "": Array.from({ length: 60 }, (_, n) => plain(longId(n), n)) });
    const runs = new KilledRuns();
    try {
      const asked = new Set<string>();
      const run = (of: Partial<ParityOptions>) =>
        parityOf({ pod, serverless: pod }, { ...of, pod: noting(fakeIndex(pod, { before: runs.before }), asked) });
      const never = { everyMs: 3_600_000 };
      assert.equal(await runs.killedAt(4, "throws", run, never), undefined);
      const kept = checkpointIn(runs.checkpoint);
      assert.ok((kept?.looked ?? 0) >= 12, `${kept?.looked} are behind it`);
      asked.clear();
      const report = await runs.run(run, never);
      assert.deepEqual(
        [...asked].filter((key) => kept?.isBehind(key)),
        [],
      );
      assert.deepEqual([report.content.compared, report.clean], [60, true]);
      assert.deepEqual(report.digest?.namespaces, modelDigests(pod));
      assert.equal((await runs.digests()).length, 60);
    } finally {
      await runs.remove();
    }
  });

  describe("is begun anew, and says so,", () => {
    const pod = contentsOf({ "": Array.from({ length: 60 }, (_, n) => plain(longId(n), n)) });
    let runs: KilledRuns;
    const run = (of: Partial<ParityOptions>) =>
      parityOf({ pod, serverless: pod }, { ...of, pod: fakeIndex(pod, { before: runs.before }) });

    beforeEach(async () => {
      runs = new KilledRuns();
      assert.equal(await runs.killedAt(4, "throws", run), undefined);
      assert.deepEqual(runs.reported, []);
      assert.ok((checkpointIn(runs.checkpoint)?.looked ?? 0) > 0);
    });

    afterEach(() => runs.remove());

    async function begunAnew(options: Parameters<KilledRuns["run"]>[1] = {}): Promise<void> {
      const report = await runs.run(run, options);
      assert.equal(runs.reported.length, 1);
      assert.match(runs.reported[0] ?? "", /it begins anew/);
      assert.deepEqual([report.content.compared, report.clean], [60, true]);
      assert.deepEqual(report.digest?.namespaces, modelDigests(pod));
    }

    it("unless it is all right", async () => {
      await runs.run(run);
      assert.equal(runs.reported.length, 1);
      assert.match(runs.reported[0] ?? "", /goes on with the comparison/);
    });

    it("when something else is asked for", () => begunAnew({ request: { of: "others" } }));
    it("when more ids were seen than are held", () => begunAnew({ mostIds: 1 }));

    it("when it is older than a day", async () => {
      await runs.clock.sleep(24 * 3_600_000 + 1);
      await begunAnew();
    });

    for (const kind of ["keys", "found", "docs.jsonl.gz"]) {
      it(`when its ${kind} are cut`, async () => {
        const name = readdirSync(runs.checkpoint).find((each) => each.startsWith(kind)) ?? "";
        if (kind === "found") rmSync(join(runs.checkpoint, name));
        else truncateSync(join(runs.checkpoint, name), 3);
        await begunAnew();
      });
    }

    it("not when what was saved last is torn: then it is as if there were none", async () => {
      writeFileSync(join(runs.checkpoint, "checkpoint.json"), '{"v":1,');
      const report = await runs.run(run);
      assert.deepEqual([runs.reported, report.content.compared], [[], 60]);
    });
  });
});

const FILES = ["docs.jsonl.gz", "docs.differences.jsonl"];

/** Notes the ids that are fetched. */
function noting(side: FakeIndex, asked: Set<string>): FakeIndex {
  return {
    ...side,
    fetch: (namespace, ids) => {
      for (const id of ids) asked.add(JSON.stringify([namespace, id]));
      return side.fetch(namespace, ids);
    },
  };
}

/** Pages that begin with the last ids; the same each time. */
function disordered(ids: readonly string[]): string[][] {
  return [ids.slice(20), ids.slice(0, 20)].flatMap((part) =>
    Array.from({ length: Math.ceil(part.length / 9) }, (_, at) => part.slice(at * 9, at * 9 + 9)),
  );
}

/** The last checkpoint: whether a record was compared by then and nobody asks for it again. */
function checkpointIn(folder: string): { looked: number; isBehind(key: string): boolean } | undefined {
  const path = join(folder, "checkpoint.json");
  if (!existsSync(path)) return undefined;
  const { state, found } = JSON.parse(readFileSync(path, "utf8"));
  const suspects = readFileSync(join(folder, found.name)).subarray(0, found.bytes).toString("utf8");
  const asksAgain = new Set(
    suspects
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line))
      .map(({ namespace, id }) => JSON.stringify([namespace, id])),
  );
  const places = new Map<string, { after?: string; done?: true }>();
  for (const { namespace, place } of state.namespaces) places.set(namespace, place);
  return {
    looked: state.namespaces.reduce((sum: number, each: { looked: number }) => sum + each.looked, 0),
    isBehind: (key) => {
      const [namespace, id] = JSON.parse(key) as [string, string];
      const place = places.get(namespace);
      const isBehind = place?.done ?? (place?.after !== undefined && compareByBytes(id, place.after) <= 0);
      return isBehind && !asksAgain.has(key);
    },
  };
}

function linesOf(path: string): string[] {
  return existsSync(path) ? readFileSync(path, "utf8").split("\n") : [];
}
