import assert from "node:assert/strict";
import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { Command } from "commander";
import { addCatchUp } from "../../../provider/src/cli/catchUp";
import type { CliIo } from "../../../provider/src/cli/io";
import { logFor } from "../../../provider/src/cli/logFor";
import { addSpread } from "../../../provider/src/cli/spread";
import { linesIn } from "../../../provider/src/util/lines";
import { eachLogged, record } from "../../support/provider/loggedMigration";
import { eachOnStage } from "../../support/provider/stage";
import { drive } from "../../support/spread/driver";
import { type PlanSaid, SparkStandIn } from "../../support/spread/sparkStandIn";

describe("podshift spread, in this process", () => {
  const stage = eachOnStage();
  const begin = eachLogged(stage);
  const err: string[] = [];

  const io = (signal: AbortSignal): CliIo => ({
    ...{ out: () => undefined, err: (line) => err.push(line), isTerminal: false, signal },
    env: { PINECONE_API_KEY: "key-of-the-job", PINECONE_CONTROLLER_HOST: stage().emulator.url },
  });
  const parse = (args: readonly string[], from: Readable, to: PassThrough, signal = new AbortController().signal) => {
    const program = new Command("podshift").exitOverride();
    addSpread(program, io(signal), { from, to });
    return program.parseAsync(["spread", ...args], { from: "user" }).finally(() => to.end());
  };
  const run = async (args: readonly string[], lines: readonly string[] = []) => {
    const to = new PassThrough();
    const answer = text(to);
    await parse(args, Readable.from([Buffer.from(lines.map((line) => `${line}\n`).join(""))]), to);
    return (await answer).trimEnd().split("\n");
  };

  /** A leader whose driver this is. */
  const led = (url: string, signal?: AbortSignal) => {
    const [from, to] = [new PassThrough(), new PassThrough()];
    const ended = parse(["lead", "--log", url, "--parts", "2"], from, to, signal);
    ended.catch(() => undefined);
    const lines = linesIn(to)[Symbol.asyncIterator]();
    const hears = async <T>() => JSON.parse((await lines.next()).value ?? "{}") as T;
    const asks = <T>(command: object) => {
      from.write(`${JSON.stringify(command)}\n`);
      return hears<T>();
    };
    return { from, ended, hears, asks };
  };

  it("leads and applies a job, and folds the same as a stand-in for Spark", async () => {
    const { app, rows, url } = await begin("deferred");
    await rows.up("copy");
    await app.upsert({ records: [record("x", 1), record("y", 2)] });
    await app.update({ id: "a", metadata: { more: "yes" } });
    await app.deleteMany({ filter: { value: { $eq: 2 } } });
    const leader = led(url);
    const plan = await leader.hears<PlanSaid>();
    const { store } = logFor(url);
    const finished = await drive<{ event: string }>(store, plan, leader.asks, async (range, part, lines) => {
      const args = ["apply", "--log", url, "--job", plan.job, "--run", plan.run, "--range", `${range}`];
      const [result = ""] = await run([...args, "--part", `${part}`, "--of", "2"], lines);
      assert.equal(JSON.parse(result).part, part);
    });
    assert.equal(finished.event, "finished");
    await leader.ended;
    const { host } = (await stage().client.describeIndex("docs-serverless")) ?? assert.fail("no index");
    const found = await stage().client.reader(host).fetch("", ["a", "x", "y"]);
    assert.deepEqual([...found.keys()].sort(), ["a", "x"]);
    assert.deepEqual(found.get("a")?.metadata, { at: 0, more: "yes" });

    const spark = await SparkStandIn.read(store, plan);
    const ours = await run(["digest"], await run(["fold", "--log", url]));
    assert.deepEqual(ours, await run(["digest"], (await spark.parts(null, null)).flat()));
    assert.match(ours[0] ?? "", /^\{"records":3,"digest":"[0-9a-f]{32}"\}$/);
    const whole = await run(["fold", "--log", url, "--whole", "--watermark", `${plan.watermark}`]);
    assert.equal(whole.length, 3);
  });

  it("leaves the job when it is stopped, and tells failures as JSON, without the key", async () => {
    const { rows, url } = await begin("deferred");
    const early = led(url);
    assert.equal((await early.hears<{ event: string }>()).event, "failed");
    await assert.rejects(early.ended);
    await rows.up("copy");
    const stopping = new AbortController();
    const leader = led(url, stopping.signal);
    await leader.hears();
    leader.from.write("nonsense\n");
    assert.equal((await leader.hears<{ event: string }>()).event, "refused");
    stopping.abort();
    assert.equal((await leader.hears<{ code: string }>()).code, "STOPPED");
    await assert.rejects(leader.ended);
    assert.equal(JSON.parse(err.at(-1) ?? "").error.code, "STOPPED");
    assert.doesNotMatch(err.join("\n"), /key-of-the-job/);
    // It was idle, and so handed its lease back: the next one need not wait.
    assert.equal((await logFor(url).control.read()).applier, "");
    await assert.rejects(run(["digest"], ["no JSON"]));
    assert.equal(JSON.parse(err.at(-1) ?? "").error.code, "UNEXPECTED");
  });

  it("gets past a record that is refused and mended behind a bulk write, by the next job or another pass", async () => {
    const { app, rows, url } = await begin("deferred");
    await rows.up("copy");
    const writes = async (id: string) => {
      await app.upsert({ records: [{ id, values: [1, 2, 3] }] });
      await app.deleteMany({ filter: { value: { $eq: 99 } } });
      await app.upsert({ records: [record(id, 3)] });
    };
    await writes("one");
    const ends: unknown[] = [];
    for (let job = 0; job < 2; job += 1) {
      const leader = led(url);
      const plan = await leader.hears<PlanSaid>();
      const args = ["apply", "--log", url, "--job", plan.job, "--run", plan.run, "--of", "2"];
      const said = await drive<{ event: string; code?: string }>(
        logFor(url).store,
        plan,
        leader.asks,
        async (range, part, lines) => {
          await run([...args, "--range", `${range}`, "--part", `${part}`], lines);
        },
      );
      ends.push([said.event, said.code]);
      await leader.ended.catch(() => undefined);
    }
    assert.deepEqual(ends, [
      ["failed", "RECORDS_REFUSED"],
      ["finished", undefined],
    ]);
    await writes("two");
    const { host } = (await stage().client.describeIndex("docs-serverless")) ?? assert.fail("no index");
    const held = async () => [...(await stage().client.reader(host).fetch("", ["one", "two"])).keys()].sort();
    // The watermark reaches what was written last only within a lease: a pass before that ends at what is refused.
    for (let tries = 0; tries < 8 && (await held()).length < 2; tries += 1) {
      const program = new Command("podshift").exitOverride();
      addCatchUp(program, io(new AbortController().signal), () => undefined);
      await program.parseAsync(["catch-up", url], { from: "user" }).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    assert.deepEqual(await held(), ["one", "two"]);
  });
});
