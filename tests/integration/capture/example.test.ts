import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { FROM_SOURCE } from "../../support/sourceLoader";
import { eachOnCaptureStage } from "./stage";

const SERVICE = join(__dirname, "../../../examples/capture/service.ts");

describe("examples/capture", () => {
  const stage = eachOnCaptureStage();

  it("writes, finds, deletes, tells its state, and leaves the log on SIGTERM", async () => {
    await stage().begin();
    const service = spawn(process.execPath, [...FROM_SOURCE, SERVICE], {
      stdio: ["ignore", "pipe", "inherit"],
      env: {
        ...process.env,
        PINECONE_API_KEY: "app",
        PINECONE_CONTROLLER_HOST: stage().emulator.url,
        WRITE_LOG: stage().logUrl,
        PORT: "0",
      },
    });
    const [line] = (await once(createInterface({ input: service.stdout }), "line")) as [string];
    const url = `http://127.0.0.1:${(JSON.parse(line) as { port: number }).port}`;
    const ask = async (method: string, path: string, body?: object) => {
      const sent = await fetch(`${url}${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await sent.text();
      assert.ok(sent.ok, text);
      return JSON.parse(text) as Record<string, unknown>;
    };
    await ask("PUT", "/documents", { id: "a", values: [1, 2], metadata: { title: "A" } });
    const found = await ask("POST", "/search", { values: [1, 2] });
    assert.deepEqual(
      (found.matches as Array<{ id: string }>).map(({ id }) => id),
      ["a"],
    );
    await ask("DELETE", "/documents", { id: "a" });
    const { gate, writer } = await ask("GET", "/health");
    assert.equal(gate, "open");
    const ended = once(service, "exit");
    service.kill("SIGTERM");
    assert.deepEqual(await ended, [0, null]);
    assert.deepEqual(
      (await stage().entries()).map(({ op }) => op),
      ["upsert", "delete"],
    );
    assert.equal((await stage().control.read()).writers[String(writer)]?.end, 2);
  });
});
