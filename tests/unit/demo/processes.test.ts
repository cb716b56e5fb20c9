import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { endAllWith, endSession, isAlive, sessionInStat, startInSession } from "../../../scripts/demo/processes";

describe("processes of the demo", () => {
  it("reads the session from a process table line, whatever the name", () => {
    assert.equal(sessionInStat("71 (a) b (c) S 1 70 69 0 -1"), 69);
  });

  it("ends a process and what it started, though that is in a group of its own", async () => {
    // Where there is no process table only the group is known: see endSession.
    const ownGroup = existsSync("/proc/self/stat") ? "set -m;" : "";
    const child = startInSession("bash", ["-c", `${ownGroup} sleep 600 & echo $!; wait`], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    const [line] = (await once(child.stdout ?? assert.fail("no output"), "data")) as [Buffer];
    assert.ok(isAlive(Number(String(line))));
    endSession(child.pid ?? assert.fail("not started"));
    // Only when the last one that holds the output has ended.
    await once(child, "close");
  });

  it("ends those that have a variable in their environment, and no other", async () => {
    const mark = `mark-${process.pid}`;
    const start = (value: string) =>
      startInSession("sleep", ["600"], { stdio: "ignore", env: { ...process.env, PODSHIFT_TEST_MARK: value } });
    const [marked, other] = [start(mark), start(`${mark}-other`)];
    const ended = once(marked, "exit");
    endAllWith("PODSHIFT_TEST_MARK", mark);
    if (!existsSync("/proc/self/stat")) marked.kill();
    await ended;
    assert.ok(isAlive(other.pid ?? assert.fail("not started")));
    other.kill();
    await once(other, "exit");
  });
});
