import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { WriteMode } from "../../../provider/src/writeLog/control";
import type { Attempt } from "../../support/load/journal";
import { baseContent, lanesOf } from "../../support/load/lanes";
import { applied, type Content, type Operation } from "../../support/load/operation";
import { judgeAsked, judgeReads, type ReadSeen, type ReadVerdict } from "../../support/proxy/readJudge";
import { type Serving, servingsOf } from "../../support/proxy/servings";

const [LANE] = lanesOf("w0", 1, 4);
const ID = "w0.0-1";
const BASE = baseContent("", ID);
const LONG = Number.NEGATIVE_INFINITY;

const contentOf = (seq: number): Content => ({ values: [seq, 1, 1, 1], metadata: { w: "w0.0", seq, group: "g0" } });

function upserted(n: number, asked: number, rest: Partial<Attempt> = {}): Attempt {
  const operation: Operation = { op: "upsert", ns: "", records: [{ id: ID, ...contentOf(n) }] };
  const told = { answered: asked + 50, waitedMs: 50, outcome: "acked", error: "" } as const;
  return { n, lane: "w0.0", version: n, operation, asked, ...told, ...rest };
}

/** Upserts 1 to 8 at 1,000, 3,000 ... 15,000. */
const ATTEMPTS = Array.from({ length: 8 }, (_, at) => upserted(at + 1, 1_000 + at * 2_000));
/** The switch comes to be from 6,000 to 6,010, the way back from 12,000 on. */
const SERVINGS: readonly Serving[] = [
  { active: "pod", fencedAt: LONG, from: LONG, surelyFrom: LONG },
  { active: "serverless", fencedAt: 5_500, from: 6_000, surelyFrom: 6_010 },
  { active: "pod", fencedAt: 11_500, from: 12_000, surelyFrom: 12_010 },
];

const seen = (asked: number, content: Content | undefined, rest: Partial<ReadSeen> = {}): ReadSeen => ({
  ...{ proxy: 0, by: "rest", asked, answered: asked + 20, ns: "", ids: [ID] },
  found: new Map(content === undefined ? [] : [[ID, content]]),
  ...rest,
});
const failed = (asked: number, error: string, proxy = 0) => seen(asked, undefined, { proxy, found: undefined, error });

function judged(writes: WriteMode, reads: readonly ReadSeen[], attempts: readonly Attempt[] = ATTEMPTS): ReadVerdict {
  const downs = [{ proxy: 0, from: 2_000, to: 3_000 }];
  const lanes = LANE === undefined ? [] : [LANE];
  return judgeReads({ writes, lanes, attempts, servings: SERVINGS, downs, reads, freshMs: 100 });
}

const isRight = (writes: WriteMode, ...reads: ReadSeen[]) => assert.deepEqual(judged(writes, reads).wrong, []);
const isWrong = (writes: WriteMode, read: ReadSeen) => assert.equal(judged(writes, [read]).wrong.length, 1);

describe("the judge of reads through proxies", () => {
  it("takes what was acknowledged last, and both while a write is under way", () => {
    isRight(
      "mirrored",
      seen(500, BASE),
      seen(1_500, contentOf(1)),
      seen(3_010, contentOf(1)),
      seen(3_010, contentOf(2)),
    );
    const { settled, records } = judged("mirrored", [seen(1_500, contentOf(1)), seen(3_010, contentOf(1))]);
    assert.deepEqual([records, settled], [2, 1]);
  });

  it("finds an answer that is too old, too new, missing, or nobody's", () => {
    for (const content of [BASE, contentOf(1), contentOf(3), contentOf(99)]) isWrong("mirrored", seen(3_300, content));
    isRight("mirrored", seen(3_300, contentOf(2)));
    isWrong("mirrored", seen(500, contentOf(1)));
  });

  it("lets an index be as fresh as it says, and no later", () => {
    isRight("mirrored", seen(3_149, contentOf(1)));
    isWrong("mirrored", seen(3_151, contentOf(1)));
  });

  it("finds a deleted record that is back", () => {
    const erased = upserted(2, 3_000, { operation: { op: "delete", ns: "", ids: [ID] } });
    const attempts = [upserted(1, 1_000), erased];
    assert.deepEqual(judged("mirrored", [seen(4_000, undefined)], attempts).wrong, []);
    assert.equal(judged("mirrored", [seen(4_000, contentOf(1))], attempts).wrong.length, 1);
  });

  it("takes both outcomes of a write that nobody knows of", () => {
    const attempts = [upserted(1, 1_000), upserted(2, 3_000, { outcome: "unknown" })];
    for (const seq of [1, 2]) assert.deepEqual(judged("mirrored", [seen(5_000, contentOf(seq))], attempts).wrong, []);
    assert.equal(judged("mirrored", [seen(5_000, BASE)], attempts).wrong.length, 1);
  });

  it("finds a proxy that goes on asking the index that no longer serves", () => {
    // The pod index holds the third write for ever; the fourth (7,000) went to the serverless one.
    isRight("mirrored", seen(6_900, contentOf(3)), seen(7_005, contentOf(3)));
    isWrong("mirrored", seen(7_300, contentOf(3)));
    isRight("mirrored", seen(7_300, contentOf(4)));
  });

  it("knows what the pod index can't show with `deferred`: what goes to the log alone", () => {
    isRight("deferred", seen(5_000, BASE));
    for (const seq of [1, 2]) isWrong("deferred", seen(5_000, contentOf(seq)));
    // From the switch on: all of it, and nothing from the pod index for longer than a second.
    isRight("deferred", seen(6_900, BASE), seen(6_900, contentOf(3)), seen(7_300, contentOf(4)));
    isWrong("deferred", seen(7_300, BASE));
    isWrong("deferred", seen(7_300, contentOf(3)));
    // After the way back: as it was at that switch.
    isRight("deferred", seen(14_500, contentOf(6)), seen(15_900, contentOf(6)));
    for (const content of [contentOf(7), contentOf(8), contentOf(5), BASE]) isWrong("deferred", seen(15_900, content));
  });

  it("excuses a lost connection while its proxy was down, and nothing else", () => {
    const { wrong, whileDown } = judged("mirrored", [
      ...[failed(2_500, "PineconeConnectionError"), failed(1_990, "grpc 14")],
      ...[
        failed(3_500, "PineconeConnectionError"),
        failed(2_500, "grpc 14", 1),
        failed(2_500, "PineconeInternalServerError"),
      ],
    ]);
    assert.equal(whileDown, 2);
    assert.equal(wrong.length, 3, wrong.join("\n"));
  });

  it("refuses to judge a record of which it has no history", () => {
    assert.throws(() => judged("mirrored", [seen(500, undefined, { ids: ["shared-1"] })]));
  });

  it("agrees with what the load's own model makes of operations", () => {
    assert.deepEqual(applied(upserted(1, 0).operation, ID, BASE), contentOf(1));
  });
});

describe("the judge of which index was asked", () => {
  const of = (...asked: [at: number, index: "pod" | "serverless"][]) =>
    judgeAsked(
      asked.map(([at, index]) => ({ at, index })),
      SERVINGS,
    );

  it("takes the index that serves, and for a second after a switch the one before", () => {
    const rights = [
      ...[
        [1, "pod"],
        [6_005, "pod"],
        [6_005, "serverless"],
        [7_000, "pod"],
        [11_000, "serverless"],
      ],
      ...[
        [12_500, "serverless"],
        [12_500, "pod"],
        [99_000, "pod"],
      ],
    ] as [number, "pod" | "serverless"][];
    assert.deepEqual(of(...rights), { wrong: [], longestMs: 990 });
  });

  it("finds one that doesn't serve yet, or any more", () => {
    for (const each of [
      [5_900, "serverless"],
      [7_100, "pod"],
      [11_900, "pod"],
      [13_100, "serverless"],
    ] as const) {
      assert.equal(of([...each]).wrong.length, 1, String(each));
    }
  });
});

describe("servings by control records", () => {
  it("are one for each switch, each with its fence", () => {
    const folder = mkdtempSync(join(tmpdir(), "podshift-servings-"));
    try {
      mkdirSync(join(folder, "control"));
      const records = [
        ...["open pod", "fenced pod", "open pod", "fenced pod", "open serverless"],
        ...["open serverless", "fenced serverless", "open pod"],
      ];
      for (const [at, record] of records.entries()) {
        const [state, active] = record.split(" ");
        writeFileSync(
          join(folder, "control", `${String(at + 1).padStart(12, "0")}.json`),
          JSON.stringify({ state, active }),
        );
      }
      writeFileSync(join(folder, "control", "left-over.tmp"), "{");
      const servings = servingsOf(folder);
      assert.deepEqual(
        servings.map(({ active }) => active),
        ["pod", "serverless", "pod"],
      );
      for (const { fencedAt, from, surelyFrom } of servings) assert.ok(fencedAt <= from && from <= surelyFrom);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
