import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { scan } from "../../../provider/src/scan/scan";
import { makeCodeTree } from "../../support/load/codeTree";
import { trees } from "../../support/scan/tree";

const CLI = join(__dirname, "../../../provider/dist/cli/main.js");

describe("podshift scan, as built", () => {
  const tree = trees();

  it("finds in threads what one thread finds", async () => {
    const folder = tree({});
    makeCodeTree(folder, { files: 200, share: 0.5 });
    const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, "scan", "--json"], {
      ...{ cwd: folder, encoding: "utf8", maxBuffer: 1 << 28 },
    });
    assert.equal(status, 3, stderr);
    const { findings, notes } = JSON.parse(stdout) as Awaited<ReturnType<typeof scan>>;
    // By the same rules, but fewer files than threads are worth: what is given is read here.
    const parts = await Promise.all(
      Array.from({ length: 40 }, (_, n) => scan({ current: folder, paths: [`part${n}`] })),
    );
    const here = parts.flatMap((part) => part.findings);
    assert.ok(findings.length > 300, `only ${findings.length} findings`);
    const keyOf = ({ path, rule, span }: (typeof findings)[number]) => `${path}:${span.start.offset} ${rule}`;
    // A handle from another part is known only where all are read at once.
    const alone = new Set(here.map(keyOf));
    const more = findings.filter((finding) => finding.path.startsWith("part") && !alone.has(keyOf(finding)));
    assert.deepEqual([...new Set(more.map(({ rule }) => rule))], ["python/write-to-capture"]);
    assert.equal(here.length + more.length, findings.filter(({ path }) => path.startsWith("part")).length);
    assert.deepEqual(notes, []);
  });
});
