import assert from "node:assert/strict";
import { run, sparkPython } from "./support/spark";

/** Divides segments into chunks of one, and answers them with what they hold as each is told by those before it. */
const TELLS = `
import json, sys
from podshift_spark.segments import chunks_of, in_turn
segments, inventory = json.loads(sys.argv[1])
try:
    print(json.dumps(in_turn(chunks_of(segments, 1_000), inventory)))
except ValueError as failure:
    print(json.dumps({"failed": str(failure)}))
`;

describe("what the chunks of a log hold", function () {
  this.timeout(60_000);

  const told = async <T>(segments: object, inventory: readonly object[]): Promise<T> => {
    const { code, out, err } = await run(...sparkPython(["-c", TELLS, JSON.stringify([segments, inventory])]));
    assert.equal(code, 0, err);
    return JSON.parse(out) as T;
  };
  const from = (segment: number) => ({ segment, line: 0 });
  const found = (w: string, segment: number, stamps: readonly string[], bulk: readonly string[] = []) => ({
    ...{ w, from: from(segment), bulk: bulk.map((stamp) => ({ stamp })) },
    ...(stamps.length === 0 ? {} : { first: stamps[0], last: stamps.at(-1) }),
  });

  it("is told by what was before, writer by writer: copies of it hold no bulk entry, and nothing later", async () => {
    const segments = [
      { w: "a", from: from(0), end: 4, behind: "1a" },
      { w: "b", from: from(0), end: 1 },
    ];
    const inventory = [
      found("a", 0, ["2a", "3a"], ["3a"]),
      found("a", 1, []),
      found("a", 2, ["3a", "4a"], ["3a", "4a"]),
      found("a", 3, ["2a", "3a"], ["3a"]),
      found("b", 0, ["1b"], ["1b"]),
    ];
    const all = await told<readonly [{ behind?: string }, { bulk: { stamp: string }[] }][]>(segments, inventory);
    assert.deepEqual(
      all.map(([chunk]) => chunk.behind),
      ["1a", "3a", "3a", "4a", undefined],
    );
    assert.deepEqual(
      all.map(([, { bulk }]) => bulk.map(({ stamp }) => stamp)),
      [["3a"], [], ["4a"], [], ["1b"]],
    );
  });

  it("counts only when every chunk has its answer", async () => {
    const segments = [{ w: "a", from: from(0), end: 2 }];
    const answers = [found("a", 0, ["1a"]), found("a", 1, ["2a"])];
    for (const wrong of [answers.slice(0, 1), [...answers].reverse(), [...answers, ...answers]]) {
      const { failed } = await told<{ failed?: string }>(segments, wrong);
      assert.match(failed ?? "", /answers came for 2 chunks/);
    }
  });
});
