import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { FROM_SOURCE } from "../../support/sourceLoader";
import { eachWithEmulator } from "./harness";

/** What `npm run test:clients` asks of the clients of four languages. */
const LIFE = join(__dirname, "../../clients/node/life.ts");
const OPERATIONS = 40;

describe("emulator: the whole life of an index", () => {
  const emulator = eachWithEmulator();

  it("goes by the official Node client", async () => {
    const args = [...FROM_SOURCE, LIFE, emulator.at.emulator.url];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const [lines, [code]] = await Promise.all([text(child.stdout), once(child, "exit")]);
    const found = lines.trim().split("\n");
    assert.deepEqual(
      found.filter((line) => line.includes('"error"')),
      [],
    );
    assert.deepEqual([found.length, code], [OPERATIONS, 0]);
  });
});
