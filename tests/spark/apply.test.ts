import assert from "node:assert/strict";
import { run, sparkPython } from "./support/spark";

/** Hands three records of part 1 to a program of ours in place of `podshift spread apply`; says what came of it. */
const APPLIES = `
import json, sys
from podshift_spark.apply import ApplyFailed, apply_part
rows = [{"part": 1, "line": json.dumps({"id": str(at)})} for at in range(3)]
try:
    print(json.dumps(apply_part([sys.executable, "-c", sys.argv[1]], 1, rows)))
except ApplyFailed as failure:
    print(json.dumps({"failed": str(failure)}))
`;

describe("a task's result", function () {
  this.timeout(60_000);

  const applied = async (answer: string) => {
    const program = `import sys\nlines = sys.stdin.readlines()\nprint(${JSON.stringify(answer)})`;
    const { code, out, err } = await run(...sparkPython(["-c", APPLIES, program]));
    assert.equal(code, 0, err);
    return JSON.parse(out) as { records?: number; failed?: string };
  };

  it("counts when it is of this part, and of as many records as were handed over", async () => {
    assert.equal((await applied('{"part":1,"records":3,"brought":3,"refused":0}')).records, 3);
  });

  for (const answer of ['{"part":1,"records":2}', '{"part":0,"records":3}', "[]", "not json", ""]) {
    it(`does not count when it is ${answer === "" ? "none" : answer}`, async () => {
      assert.match((await applied(answer)).failed ?? "", /^part 1: /);
    });
  }
});
