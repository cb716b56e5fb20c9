import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, writeSync } from "node:fs";
import { rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileStore } from "../../../provider/src/writeLog/fileStore";
import type * as TemporaryFilesModule from "../../../provider/src/writeLog/temporaryFiles";
import { TemporaryFiles } from "../../../provider/src/writeLog/temporaryFiles";
import { freshModule } from "../../support/provider/freshModule";
import { until } from "../../support/until";

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

  /** The `count` files that are there once those used are removed; `beforehand` were made so far for later. */
  async function left({ beforehand, count }: { beforehand: number; count: number }): Promise<string[]> {
    await until(() => wake.length >= beforehand && readdirSync(folder).length === count);
    await delay(20);
    const names = readdirSync(folder);
    assert.equal(names.length, count);
    return names;
  }

  async function use(files: TemporaryFiles): Promise<string> {
    const file = await files.take(folder, MODE);
    files.used(folder, MODE, file);
    return file.path;
  }

  it("are made when they are needed, and removed, while they are few", async () => {
    const files = new TemporaryFiles(clock);
    await use(files);
    await left({ beforehand: 0, count: 0 });
    time += 100;
    await use(files);
    await left({ beforehand: 0, count: 0 });
  });

  it("are made beforehand once one follows another, and are their user's alone", async () => {
    const files = new TemporaryFiles(clock);
    await use(files);
    time += 99;
    await use(files);
    const [ready = ""] = await left({ beforehand: 1, count: 1 });
    assert.equal((await stat(join(folder, ready))).mode & 0o777, MODE);
    const [first, second] = await Promise.all([files.take(folder, MODE), files.take(folder, MODE)]);
    assert.equal(first.path, join(folder, ready));
    assert.notEqual(second.path, first.path);
    for (const file of [first, second]) files.used(folder, MODE, file);
    await left({ beforehand: 2, count: 1 });
  });

  it("are removed when nobody needs them after all", async () => {
    const files = new TemporaryFiles(clock);
    await use(files);
    await use(files);
    await left({ beforehand: 1, count: 1 });
    for (const resolve of wake) resolve();
    await left({ beforehand: 1, count: 0 });
  });

  it("are their user's when they are taken in the very turn in which their time is over", async () => {
    const files = new TemporaryFiles(clock);
    await use(files);
    await use(files);
    const [ready = ""] = await left({ beforehand: 1, count: 1 });
    for (const resolve of wake) resolve();
    const file = await files.take(folder, MODE);
    assert.equal(file.path, join(folder, ready));
    assert.deepEqual(await left({ beforehand: 1, count: 1 }), [ready]);
    writeSync(file.descriptor, "x");
    files.used(folder, MODE, file);
  });

  it("are made anew when they couldn't be made beforehand", async () => {
    const files = new TemporaryFiles(clock);
    const gone = join(folder, "gone");
    for (let n = 0; n < 2; n += 1) files.used(gone, MODE, await files.take(folder, MODE));
    await until(() => wake.length > 0);
    await assert.rejects(files.take(gone, MODE), { code: "ENOENT" });
  });

  /** Calls of node:fs that look at modes and set them, for three files made under a umask. */
  async function modeCalls(umask: number): Promise<string[]> {
    const files = require("node:fs") as Record<string, (...args: unknown[]) => void>;
    const [fstat, fchmod] = [files.fstat ?? assert.fail("fstat"), files.fchmod ?? assert.fail("fchmod")];
    const calls: string[] = [];
    const noting =
      (name: string, whole: (...args: unknown[]) => void) =>
      (...args: unknown[]) => {
        calls.push(name);
        whole(...args);
      };
    Object.assign(files, { fstat: noting("fstat", fstat), fchmod: noting("fchmod", fchmod) });
    const path = require.resolve("../../../provider/src/writeLog/temporaryFiles");
    let made: TemporaryFiles;
    try {
      made = new (freshModule<typeof TemporaryFilesModule>(path).TemporaryFiles)(clock);
    } finally {
      Object.assign(files, { fstat, fchmod });
    }
    const before = process.umask(umask);
    try {
      for (let n = 0; n < 3; n += 1) {
        const file = await made.take(folder, 0o660);
        assert.equal((await stat(file.path)).mode & 0o777, 0o660);
        time += 1_000;
        made.used(folder, 0o660, file);
      }
    } finally {
      process.umask(before);
    }
    return calls;
  }

  it("have their mode whatever the umask is, at no cost where it takes nothing away", async () => {
    assert.deepEqual(await modeCalls(0o007), ["fstat"]);
    assert.deepEqual(await modeCalls(0o077), ["fstat", "fchmod", "fchmod", "fchmod"]);
  });

  it("keep no process for longer than a moment", async () => {
    const store = fileStore(folder);
    for (let n = 0; n < 5; n += 1) await store.create(`segments/w/${n}.jsonl`, Buffer.from("x\n"));
    await until(() => readdirSync(join(folder, "segments/w")).every((name) => !name.startsWith(".")), 10_000);
  });

  it("write nothing into a log that was removed meanwhile", async () => {
    const store = fileStore(join(folder, "log"));
    for (let n = 0; n < 3; n += 1) await store.create(`segments/w/${n}.jsonl`, Buffer.from("x\n"));
    await delay(20);
    await rm(join(folder, "log"), { recursive: true });
    await assert.rejects(store.create("segments/w/3.jsonl", Buffer.from("x\n")));
  });
});
