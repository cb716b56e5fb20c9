import assert from "node:assert/strict";
import { run, sparkPython } from "./support/spark";

/** Leads by a program of ours, says how long leaving took and how its child ended, and what it failed with. */
const LEADS = `
import json, sys, time
from podshift_spark.leader import Leader, LeaderFailed
failure, began = None, None
with Leader([sys.executable, "-c", sys.argv[1]], "file:///log", 1, patience=(0.5, 0.5)) as leader:
    try:
        plan = leader.plan()
    except LeaderFailed as failed:
        failure = failed.code
    began = time.monotonic()
print(json.dumps({"seconds": time.monotonic() - began, "code": leader._child.returncode, "failure": failure}))
`;
const PLANS = `import signal, sys, time\nprint('{"event":"plan"}', flush=True)\n`;

describe("the driver's leader", function () {
  this.timeout(60_000);

  const led = async (program: string) => {
    const { code, out, err } = await run(...sparkPython(["-c", LEADS, program]));
    assert.equal(code, 0, err);
    return JSON.parse(out) as { seconds: number; code: number; failure: string | null };
  };

  it("is left in order when it ends at the end of its input", async () => {
    const { seconds, code, failure } = await led(`${PLANS}sys.stdin.read()\nsys.exit(3)`);
    assert.deepEqual([code, failure], [3, null]);
    assert.ok(seconds < 0.5, `${seconds} s`);
  });

  it("is told to end when it doesn't, and is killed when it doesn't hear that either", async () => {
    const deaf = await led(`${PLANS}time.sleep(600)`);
    assert.equal(deaf.code, -15);
    const stubborn = await led(`signal = __import__("signal")
signal.signal(signal.SIGTERM, signal.SIG_IGN)
${PLANS}time.sleep(600)`);
    assert.equal(stubborn.code, -9);
    for (const { seconds } of [deaf, stubborn]) assert.ok(seconds < 10, `${seconds} s`);
  });

  it("fails the job when it says what is no answer: a driver that waited for one would hold its lease for ever", async () => {
    for (const noise of ["npm notice", "[1]", "\\xff"]) {
      const { failure, code } = await led(
        `import sys\nsys.stdout.buffer.write(b"${noise}\\n")\nsys.stdout.flush()\nsys.stdin.read()`,
      );
      assert.deepEqual([failure, code], ["UNEXPECTED", 0]);
    }
  });

  it("is known to have gone", async () => {
    assert.equal((await led("import sys; sys.exit(1)")).failure, "LEADER_GONE");
  });
});
