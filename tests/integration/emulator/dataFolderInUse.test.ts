import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmulator } from "pinecone-emulator";

describe("emulator: one data folder, one emulator", () => {
  let data: string;
  const pidFile = () => join(data, "emulator.pid");
  beforeEach(() => {
    data = mkdtempSync(join(tmpdir(), "emulator-"));
  });
  afterEach(() => rmSync(data, { recursive: true, force: true }));

  it("refuses a second one of the same process, and lets go at the end", async () => {
    const first = await startEmulator({ data });
    await assert.rejects(startEmulator({ data }), /in use by another emulator of this process/);
    await first.stop();
    assert.ok(!existsSync(pidFile()));
    await (await startEmulator({ data })).stop();
  });

  it("refuses when another process that runs has it", async () => {
    const other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    try {
      writeFileSync(pidFile(), String(other.pid));
      await assert.rejects(startEmulator({ data }), new RegExp(`in use by the process ${other.pid}`));
    } finally {
      other.kill("SIGKILL");
      await once(other, "exit");
    }
    await (await startEmulator({ data })).stop();
  });

  it("takes over what an ended process, or nobody, left behind", async () => {
    for (const left of ["not a number", "-5", String(process.pid)]) {
      writeFileSync(pidFile(), left);
      await (await startEmulator({ data })).stop();
    }
  });
});
