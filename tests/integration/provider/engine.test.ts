import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { providerOf } from "../../../provider/src/handlers";
import { KINDS, token } from "../../../provider/src/tokens";
import { type LogServer, startLogServer } from "../../support/provider/logServer";
import { eachOnStage } from "../../support/provider/stage";
import { FROM_SOURCE } from "../../support/sourceLoader";

const CHILD = join(__dirname, "../../support/provider/lookAtPodIndex.ts");

describe("the provider's process", () => {
  const stage = eachOnStage();
  let engine: LogServer | undefined;
  afterEach(() => engine?.stop());

  it("writes on the resource's own row, and ends once the engine is gone and its work is done", async () => {
    await stage().podIndex();
    engine = await startLogServer();
    const child = spawn(process.execPath, [...FROM_SOURCE, CHILD, engine.address, stage().emulator.url], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    // When its output has ended too: that may come after the process's own end.
    const ended = once(child, "close");
    let said = "";
    child.stdout.on("data", (text) => {
      said += text;
    });
    const { logged } = engine;
    await until(() => logged.length > 0, ended);
    assert.deepEqual(logged[0], {
      severity: 1,
      message: "adopts the existing index docs: nothing is created",
      urn: `urn:pulumi:dev::podshift::${token("PodIndex")}::docs`,
      ephemeral: false,
    });
    assert.equal(said, "");
    engine.stop();
    await until(() => said === "stopping\n", ended);
    assert.equal(child.exitCode, null);
    child.stdin.end();
    const [code] = await ended;
    assert.deepEqual([code, said], [1, "stopping\ndone\n"]);
  });

  it("has every method of every kind: Pulumi takes one that is missing for nothing to do", () => {
    const methods = ["check", "configure", "create", "delete", "diff", "read", "update"];
    for (const kind of KINDS) assert.deepEqual(Object.keys(providerOf(kind)).sort(), methods);
  });

  it("fails loudly for a kind that it doesn't know", () => {
    for (const kind of ["Backup", "toString", "__proto__"]) assert.throws(() => providerOf(kind), /has no /);
  });
});

/** Looks until it holds; fails as soon as the process ends before. */
async function until(holds: () => boolean, ended: Promise<unknown[]>): Promise<void> {
  let code: unknown;
  void ended.then(([exitCode]) => {
    code = exitCode;
  });
  while (!holds()) {
    if (code !== undefined) assert.fail(`the process ended with ${code}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
