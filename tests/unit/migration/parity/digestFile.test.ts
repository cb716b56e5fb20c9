import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import {
  digestsAt,
  fileDigestSink,
  type KeptDigest,
  readDigestFile,
} from "../../../../provider/src/migration/parity/digestFile";
import { id, namespace } from "./arbitraries";

describe("file of digests", () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "podshift-digests-"));
    path = join(folder, "docs.jsonl.gz");
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function write(kept: readonly KeptDigest[]): Promise<void> {
    const sink = fileDigestSink(path);
    for (const each of kept) await sink.write(each.namespace, each.id, each.digest);
    await sink.finish();
  }

  async function read(): Promise<KeptDigest[]> {
    const kept: KeptDigest[] = [];
    for await (const each of readDigestFile(path)) kept.push(each);
    return kept;
  }

  const some = (count: number): KeptDigest[] =>
    Array.from({ length: count }, (_, at) => ({ namespace: "a", id: `r-${at}`, digest: BigInt(at) * 7_919n }));

  it("gives back what was written, whatever the ids", async () => {
    const digest = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    const kept = fc.array(fc.record({ namespace, id, digest }, { noNullPrototype: true }), { maxLength: 50 });
    await fc.assert(
      fc.asyncProperty(kept, async (each) => {
        await write(each);
        assert.deepEqual(await read(), each);
      }),
      { numRuns: 60 },
    );
  });

  it("takes many writers at once, without a warning of the runtime", async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => void warnings.push(warning);
    process.on("warning", note);
    const sink = fileDigestSink(path);
    const all = some(40_000);
    const waiting = [...all];
    const writer = async () => {
      for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
        await sink.write(each.namespace, each.id, each.digest);
      }
    };
    await Promise.all(Array.from({ length: 32 }, writer));
    await sink.finish();
    await new Promise((resolve) => setImmediate(resolve));
    process.off("warning", note);
    assert.deepEqual(warnings, []);
    assert.equal((await read()).length, all.length);
  });

  it("stands under its name only when it is whole", async () => {
    const sink = fileDigestSink(path);
    await sink.write("", "a", 1n);
    assert.equal(digestsAt(path), undefined);
    await sink.finish();
    assert.notEqual(digestsAt(path), undefined);
    assert.deepEqual(readdirSync(folder), ["docs.jsonl.gz"]);
  });

  it("leaves nothing behind when it is abandoned, and the file before it as it was", async () => {
    await write(some(3));
    for (const writes of [0, 1, 5_000]) {
      const sink = fileDigestSink(path);
      for (const each of some(writes)) await sink.write(each.namespace, each.id, each.digest);
      await sink.abandon();
      assert.deepEqual(readdirSync(folder), ["docs.jsonl.gz"]);
    }
    assert.deepEqual(await read(), some(3));
  });

  it("tells a folder that refuses the file", async () => {
    const sink = fileDigestSink(join(folder, "absent", "docs.jsonl.gz"));
    const writing = (async () => {
      for (const each of some(100_000)) await sink.write(each.namespace, each.id, each.digest);
      await sink.finish();
    })();
    await assert.rejects(writing, { code: "ENOENT" });
    await sink.abandon();
  });

  describe("is refused with DIGEST_FILE_BROKEN", () => {
    beforeEach(() => write(some(2_000)));

    const lines = () => gunzipSync(readFileSync(path)).toString("utf8").split("\n");
    const put = (changed: readonly string[]) => writeFileSync(path, gzipSync(changed.join("\n")));

    const damages: [string, () => void][] = [
      ["cut by a byte", () => truncateSync(path, readFileSync(path).length - 1)],
      ["cut in half", () => truncateSync(path, readFileSync(path).length >> 1)],
      ["empty", () => writeFileSync(path, "")],
      ["not gzip", () => writeFileSync(path, "[]\n")],
      ["without its last line", () => put(lines().slice(0, -2))],
      ["without its first line", () => put(lines().slice(1))],
      ["with a line twice", () => put([...lines().slice(0, 1), ...lines()])],
      [
        "with a digest changed",
        () => put(lines().map((line, at) => (at === 7 ? line.replace(/..."\]$/, '000"]') : line))),
      ],
      ["with a line that is no JSON", () => put(lines().map((line, at) => (at === 7 ? "[" : line)))],
      ["with a line that is no digest", () => put(lines().map((line, at) => (at === 7 ? '["a","b","x"]' : line)))],
    ];
    for (const [name, damage] of damages) {
      it(`when it is ${name}`, async () => {
        damage();
        await assert.rejects(read(), { code: "DIGEST_FILE_BROKEN" });
      });
    }
  });
});
