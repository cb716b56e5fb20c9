import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { LogMetric } from "../../../provider/src/aws/logMetric";
import { proxyLogMetrics } from "../../../provider/src/aws/proxyMetrics";
import { statusMetrics } from "../../../provider/src/aws/statusMetrics";
import { runCli } from "../../../provider/src/cli/program";
import { jsonLines } from "../../../provider/src/proxy/admin/events";
import { startProxy } from "../../../provider/src/proxy/startProxy";
import { systemClock } from "../../../provider/src/util/clock";
import { Control } from "../../../provider/src/writeLog/control";
import { openLog } from "../../../provider/src/writeLog/openLog";
import { matches, selected } from "../../support/aws/filterPattern";
import { eachLogged, record } from "../../support/provider/loggedMigration";
import { TIMES } from "../../support/provider/migrationRows";
import { eachOnStage } from "../../support/provider/stage";
import { logOf } from "../../support/writeLog/logs";
import { MemoryStore } from "../../support/writeLog/memoryStore";

const opened = (url: string) => openLog(url, { clock: systemClock, nonce: randomUUID });
const named = (metrics: readonly LogMetric[], name: string) =>
  metrics.find((each) => each.name === name) ?? assert.fail(`no metric ${name}`);

/** What a metric would show: each matching line's number, as CloudWatch takes it. */
function published(metrics: readonly LogMetric[], name: string, lines: readonly string[]): unknown[] {
  const { pattern, value } = named(metrics, name);
  return lines
    .filter((line) => matches(pattern, line))
    .map((line) => (value.startsWith("$") ? selected(value, JSON.parse(line)) : Number(value)));
}

describe("metrics of log lines", () => {
  describe("of the proxy's own lines", () => {
    const metrics = proxyLogMetrics("docs-proxy");
    const lines: string[] = [];
    const gates = () => lines.flatMap((line) => selected("$.gate", JSON.parse(line)) ?? []);
    const until = async (gate: string) => {
      for (let tries = 0; gates().at(-1) !== gate; tries += 1) {
        assert.ok(tries < 200, `${gate} never came: ${gates().join()}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    };
    let down = false;
    const fail = () => {
      if (down) throw new Error("the store doesn't answer");
    };
    before(async () => {
      const store = new MemoryStore({ before: fail });
      const log = { store, control: new Control(store, systemClock, randomUUID) };
      await logOf(log.control, [], { times: { ...TIMES, fenceMs: 1_000 } });
      const place = { host: "127.0.0.1", port: 0 };
      const emit = jsonLines((line) => lines.push(line), Date.now);
      const proxy = await startProxy({ log, listen: place, admin: place, name: "docs-proxy", emit });
      try {
        await fetch(`http://127.0.0.1:${proxy.ports.listen}/describe_index_stats`, { method: "POST", body: "{}" });
        await log.control.swap(() => ({ state: "fenced" }));
        await until("held");
        await until("open");
        down = true;
        await until("failing");
        down = false;
        await until("open");
      } finally {
        await proxy.stop();
      }
    });

    it("count a lease that was lost, held writes, and failures: each once here", () => {
      assert.deepEqual(published(metrics, "lease-lost", lines), [1], lines.join("\n"));
      assert.deepEqual(published(metrics, "writes-held", lines), [1], lines.join("\n"));
      assert.deepEqual(published(metrics, "failed", lines), [1], lines.join("\n"));
    });

    it("count nothing else that it says", () => {
      const others = lines.filter((line) => !metrics.some(({ pattern }) => matches(pattern, line)));
      const events = new Set(others.map((line) => selected("$.event", JSON.parse(line))));
      for (const event of ["ready", "gate", "stopping", "stopped"]) assert.ok(events.has(event), event);
    });
  });

  describe("of `podshift status --json`", () => {
    const stage = eachOnStage();
    const begin = eachLogged(stage);
    const metrics = statusMetrics("docs", { backlogWrites: 10, backlogSeconds: 60 }, 15);
    const look = async (url: string): Promise<string[]> => {
      const lines: string[] = [];
      const say = (line: string) => void lines.push(line);
      const io = { out: say, err: say, isTerminal: false, env: {}, signal: new AbortController().signal };
      assert.equal(await runCli(["status", url, "--json"], io, () => undefined), 0);
      return lines;
    };

    it("are of one line a look: backlog, its age, writers that live and that are silent", async () => {
      const { rows, app, url } = await begin();
      const early = await look(url);
      assert.equal(early.length, 1);
      assert.deepEqual(published(metrics, "backlog-writes", early), [], "there was no catch-up yet");
      assert.deepEqual(published(metrics, "writers-alive", early), [1]);
      assert.deepEqual(published(metrics, "silent-writer", early), []);

      await rows.up("copy");
      await app.upsert({ records: [record("x", 1)] });
      await opened(url).control.swap(({ writers }) => ({ writers: { ...writers, "ghost.1": {} } }));
      const later = await look(url);
      assert.deepEqual(published(metrics, "backlog-writes", later), [1]);
      const [age] = published(metrics, "backlog-age", later);
      assert.ok(typeof age === "number" && age > 0 && age < 60_000, String(age));
      assert.deepEqual(published(metrics, "silent-writer", later), [1]);
    });
  });
});
