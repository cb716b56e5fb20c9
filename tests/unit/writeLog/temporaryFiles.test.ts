import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, writeSync } from "node:fs";
import { rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileStore } from "../../../provider/src/writeLog/fileStore";
import { TemporaryFiles } from "../../../provider/src/writeLog/temporaryFiles";

const MODE = 0o600;

describe("the files that become objects of the log", () => {
  let folder: string;
  let time: number;
  let wake: (() => void)[];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "podshift-log-"));
    time = 0;
    wake = [];
  });
  afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

  const clock = {
    now: () => time,
    sleep: (_ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        wake.push(resolve);
        signal?.addEventListener("abort", () => reject(signal.reason));
      }),
  };

  /** The files that are there once those used are removed; `beforehand` were made so far for later. */
  async function left(beforehand: number): Promise<string[]> {
    for (let tries = 0; tries < 100 && wake.length < beforehand; tries += 1) await delay(10);
    await delay(20);
    return readdirSync(folder);
  }

  async function use(files: TemporaryFiles): Promise<string> {
    const file = await files.take(folder, MODE);
    files.used(folder, MODE, file);
    return file.path;
  }

  it("are made when they are needed, and removed, while they are few", async () => {
    const files = new TemporaryFiles(clock);
    await use(files);
    assert.deepEqual(await left(0), []);
    time += 100;
    await use(files);
    assert.deepEqual(await left(0), []);
  });

  it("are made beforehand once one follows another, and are their user's alone", async () => {
    const files = new TemporaryFiles(clock);
    await use(files);
    time += 99;
    await use(files);
    const [ready = "", ...others] = await left(1);
    assert.deepEqual(others, []);
    assert.equal((await stat(join(folder, ready))).mode & 0o777, MODE);
    const [first, second] = await Promise.all([files.take(folder, MODE), files.take(folder, MODE)]);
    assert.equal(first.path, join(folder, ready));
    assert.notEqual(second.path, first.path);
    for (const file of [first, second]) files.used(folder, MODE, file);
    assert.equal((await left(2)).length, 1);
  });

  it("are removed when nobody needs them after all", async () => {
    const files = new TemporaryFiles(clock);
    await use(files);
    await use(files);
    assert.equal((await left(1)).length, 1);
    for (const resolve of wake) resolve();
    assert.deepEqual(await left(1), []);
  });

  it("are their user's when they are taken in the very turn in which their time is over", async () => {
    const files = new TemporaryFiles(clock);
    await use(files);
    await use(files);
    const [ready = ""] = await left(1);
    for (const resolve of wake) resolve();
    const file = await files.take(folder, MODE);
    assert.equal(file.path, join(folder, ready));
    assert.deepEqual(await left(1), [ready]);
    writeSync(file.descriptor, "x");
    files.used(folder, MODE, file);
  });

  it("are made anew when they couldn't be made beforehand", async () => {
    const files = new TemporaryFiles(clock);
    const gone = join(folder, "gone");
    for (let n = 0; n < 2; n += 1) files.used(gone, MODE, await files.take(folder, MODE));
    while (wake.length === 0) await delay(1);
    await assert.rejects(files.take(gone, MODE), { code: "ENOENT" });
  });

  it("keep no process for longer than a moment", async () => {
    const store = fileStore(folder);
    for (let n = 0; n < 5; n += 1) await store.create(`segments/w/${n}.jsonl`, Buffer.from("x\n"));
    const begun = performance.now();
    const names = () => readdirSync(join(folder, "segments/w")).filter((name) => name.startsWith("."));
    while (names().length > 0 && performance.now() - begun < 5_000) await delay(10);
    assert.deepEqual(names(), []);
  });

  it("write nothing into a log that was removed meanwhile", async () => {
    const store = fileStore(join(folder, "log"));
    for (let n = 0; n < 3; n += 1) await store.create(`segments/w/${n}.jsonl`, Buffer.from("x\n"));
    await delay(20);
    await rm(join(folder, "log"), { recursive: true });
    await assert.rejects(store.create("segments/w/3.jsonl", Buffer.from("x\n")));
  });
});
