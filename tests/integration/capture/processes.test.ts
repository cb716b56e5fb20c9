import assert from "node:assert/strict";
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { namedIds } from "../../../provider/src/writeLog/entry";
import { readLease } from "../../../provider/src/writeLog/lease";
import { FROM_SOURCE } from "../../support/sourceLoader";
import { type CaptureStage, eachOnCaptureStage, until } from "./stage";

/** An application in a process of its own, and the lines that it printed. */
class App {
  readonly lines: string[] = [];
  readonly ended: Promise<number | null>;

  constructor(readonly process: ChildProcessByStdio<Writable, Readable, null>) {
    createInterface({ input: process.stdout }).on("line", (line) => this.lines.push(line));
    this.ended = once(process, "close").then(([code]) => code as number | null);
  }

  static start(stage: CaptureStage, task: string): App {
    const args = [...FROM_SOURCE, join(__dirname, "app.ts")];
    const child = spawn(process.execPath, [...args, stage.emulator.url, stage.logUrl, task], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    return new App(child);
  }

  after(word: string): string[] {
    return this.lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));
  }
}

describe("captured index: processes", () => {
  const stage = eachOnCaptureStage();

  it("loses no acknowledged write when the process is killed", async () => {
    await stage().begin();
    const app = App.start(stage(), "forever");
    await until(() => app.after("wrote").length > 200);
    app.process.kill("SIGKILL");
    await app.ended;
    const acknowledged = app.after("wrote");
    const logged = new Set((await stage().entries()).flatMap(namedIds));
    assert.deepEqual(
      acknowledged.filter((id) => !logged.has(id)),
      [],
    );
    const stats = await (await stage().direct("docs")).describeIndexStats();
    assert.ok((stats.totalRecordCount ?? 0) >= acknowledged.length);
    // It did not leave; whoever needs it gone waits for its lease, and the next process writes beside it.
    const [writer = ""] = app.after("writer");
    assert.deepEqual((await stage().control.read()).writers[writer], {});
    const next = App.start(stage(), "ended");
    assert.equal(await next.ended, 0);
    assert.deepEqual(next.after("wrote"), ["a"]);
    const [second = ""] = next.after("writer");
    assert.equal((await stage().control.read()).writers[second]?.end, 1);
  });

  it("lets a process end that has nothing more to do, ended or not", async () => {
    await stage().begin();
    for (const task of ["once", "ended"]) {
      const app = App.start(stage(), task);
      await until(() => app.after("wrote").length === 1);
      const since = Date.now();
      assert.equal(await app.ended, 0);
      assert.ok(Date.now() - since < 5_000, `${Date.now() - since} ms`);
    }
  });

  it("keeps a process that has nothing but a held write", async () => {
    await stage().begin();
    const app = App.start(stage(), "held");
    await until(() => app.after("writer").length === 1);
    await stage().swap({ state: "fenced" });
    const [writer = ""] = app.after("writer");
    await until(async () => (await acked(stage(), writer)) > 0);
    app.process.stdin.end("go\n");
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    assert.equal(app.process.exitCode, null);
    assert.deepEqual(app.after("wrote"), []);
    await stage().swap({ state: "open", active: "serverless" });
    assert.equal(await app.ended, 0);
    assert.deepEqual(app.after("wrote"), ["a"]);
    assert.deepEqual(stage().sent, ["docs-serverless /vectors/upsert"]);
  });
});

async function acked({ control }: CaptureStage, writer: string): Promise<number> {
  return (await readLease(control.store, writer))?.acked ?? 0;
}
