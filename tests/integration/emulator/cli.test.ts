import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { loopbackOnlyEnv } from "../../support/loopbackOnly";
import { send } from "./harness";

const CLI = join(dirname(createRequire(__filename).resolve("pinecone-emulator")), "cli.js");

interface Listening {
  readonly event: string;
  readonly controlPlane: string;
  readonly pid: number;
}

describe("emulator: command", () => {
  let child: ChildProcess | undefined;
  afterEach(() => {
    if (child?.exitCode === null) child.kill("SIGKILL");
  });

  async function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Listening> {
    const started = spawn(process.execPath, [CLI, "--port", "0", ...args], {
      env: { ...loopbackOnlyEnv(), ...env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    child = started;
    const [line] = (await once(createInterface({ input: started.stdout }), "line")) as [string];
    return JSON.parse(line) as Listening;
  }

  const run = (...args: string[]) =>
    spawnSync(process.execPath, [CLI, ...args], { encoding: "utf8", env: loopbackOnlyEnv(), timeout: 20_000 });

  it("prints one JSON line when it listens and stops cleanly on SIGTERM and SIGINT", async () => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      const listening = await start([]);
      assert.equal(listening.event, "listening");
      assert.equal(listening.pid, child?.pid);
      assert.deepEqual((await send("GET", `${listening.controlPlane}/indexes`)).body, { indexes: [] });
      child?.kill(signal);
      assert.deepEqual(await once(child as ChildProcess, "exit"), [0, null]);
    }
  });

  it("takes delays, limits and a key", async () => {
    const args = ["--index-seconds", "600", "--limits", "off", "--api-key", "secret"];
    const { controlPlane } = await start(args);
    const spec = { serverless: { cloud: "aws", region: "us-east-1" } };
    const create = (key: string) =>
      send("POST", `${controlPlane}/indexes`, { name: "docs", dimension: 2, spec }, { "Api-Key": key });
    assert.equal((await create("other")).status, 401);
    assert.equal((await create("secret")).body.status.state, "Initializing");
    const found = await send("GET", `${controlPlane}/indexes/docs`, undefined, { "Api-Key": "secret" });
    assert.equal(found.body.status.state, "Initializing");
  });

  it("takes faults from a file, and refuses one that can't be read", async () => {
    const folder = mkdtempSync(join(tmpdir(), "emulator-faults-"));
    const file = join(folder, "faults.json");
    try {
      writeFileSync(file, JSON.stringify({ rules: [{ fault: { kind: "refuse", status: 503 } }] }));
      const { controlPlane } = await start(["--faults", file]);
      assert.equal((await send("GET", `${controlPlane}/indexes`)).status, 503);
      writeFileSync(file, JSON.stringify({ rules: [{ probability: 2 }] }));
      const { status, stderr } = run("--faults", file);
      assert.equal(status, 1);
      assert.match(stderr, /rules\.0\.fault.*rules\.0\.probability/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("takes the key from the environment", async () => {
    const { controlPlane } = await start([], { PINECONE_EMULATOR_API_KEY: "secret" });
    assert.equal((await send("GET", `${controlPlane}/indexes`)).status, 401);
    assert.equal((await send("GET", `${controlPlane}/indexes`, undefined, { "Api-Key": "secret" })).status, 200);
  });

  it("explains itself with an example", () => {
    const help = run("--help");
    assert.equal(help.status, 0);
    for (const part of [
      "--port",
      "--host",
      "--collection-seconds",
      "--consistency-ms",
      "--limits",
      "--api-key",
      "Example:",
    ]) {
      assert.ok(help.stdout.includes(part), part);
    }
  });

  const refused: string[][] = [
    ["--colour", "red"],
    ["--faults", "file"],
    ["--port", "70000"],
    ["--index-seconds", "-1"],
    ["--consistency-ms", "soon"],
    ["--limits", "some"],
    ["extra"],
  ];
  for (const args of refused) {
    it(`refuses ${args.join(" ")}`, () => {
      const { status, stdout, stderr } = run(...args);
      assert.equal(status, 1);
      assert.equal(stdout, "");
      assert.match(stderr, /^error: /);
    });
  }

  it("says why it can't listen", async () => {
    const { controlPlane } = await start([]);
    const { status, stderr } = run("--port", new URL(controlPlane).port);
    assert.equal(status, 1);
    assert.match(stderr, /^pinecone-emulator: .*EADDRINUSE/);
  });
});
