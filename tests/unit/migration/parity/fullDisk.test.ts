import assert from "node:assert/strict";
import { type FileHandle, open } from "node:fs/promises";
import type { ParityOptions } from "../../../../provider/src/migration/parity/runParity";
import { contentsOf, copyOf } from "./fakeIndex";
import { KilledRuns } from "./killedRuns";
import { modelDigests } from "./modelDigests";
import { many, parityOf, plain } from "./parityOf";

/** Whatever is written to a file passes by here. */
const WRITING = ["write", "writeFile", "datasync", "truncate"] as const;

describe("comparison on a disk that is full", () => {
  let prototype: Record<string, (...args: unknown[]) => Promise<unknown>>;
  const whole = new Map<string, (...args: unknown[]) => Promise<unknown>>();

  before(async () => {
    const file: FileHandle = await open(__filename);
    prototype = Object.getPrototypeOf(file);
    await file.close();
  });

  afterEach(() => {
    for (const [name, method] of whole) prototype[name] = method;
  });

  /** The disk takes so many requests more. */
  function fullAfter(requests: number): void {
    let left = requests;
    for (const name of WRITING) {
      const method = whole.get(name) ?? prototype[name];
      assert.ok(method !== undefined);
      whole.set(name, method);
      prototype[name] = async function (this: unknown, ...args: unknown[]) {
        left -= 1;
        if (left < 0) throw Object.assign(new Error(`ENOSPC: ${name}`), { code: "ENOSPC", syscall: name });
        return method.apply(this, args);
      };
    }
  }

  it("fails, says so, and is as one that was never stopped once there is room", async () => {
    const pod = contentsOf({ "": many(40), b: many(40), c: many(40) });
    const serverless = copyOf(pod);
    serverless.get("b")?.set("r-7", plain("r-7", -1));
    let failed = 0;
    for (let requests = 0; ; requests += 1 + Math.floor(requests / 8)) {
      const runs = new KilledRuns();
      try {
        const run = (of: Partial<ParityOptions>) => parityOf({ pod, serverless }, { attempts: 1, ...of });
        fullAfter(requests);
        const ended = await runs.run(run).catch((error: unknown) => error as Error & { code: string });
        for (const [name, method] of whole) prototype[name] = method;
        if (!(ended instanceof Error)) break;
        assert.equal(ended.code, "FILE_NOT_WRITTEN", ended.stack);
        failed += 1;
        const report = await runs.run(run);
        assert.deepEqual([report.content.compared, report.content.different], [120, 1]);
        assert.equal(report.differences?.records, 1);
        assert.equal((await runs.digests()).length, 119);
        const sums = modelDigests(pod);
        assert.deepEqual([report.digest?.namespaces[""], report.digest?.namespaces.c], [sums[""], sums.c]);
      } finally {
        await runs.remove();
      }
    }
    assert.ok(failed > 8, `${failed} failed`);
  });
});
