import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { correct } from "../../../../provider/src/scan/fix/correct";
import { writeCorrected } from "../../../../provider/src/scan/fix/writeFile";
import { CodeTree } from "../../../../provider/src/scan/reading/codeTree";
import { walk } from "../../../../provider/src/scan/tree/walk";
import { FAKE_RULES } from "../../../support/scan/fakeRules";
import { trees } from "../../../support/scan/tree";

describe("writeCorrected", () => {
  const tree = trees();

  async function corrected(content: string | Uint8Array) {
    const absolute = join(tree({ "a.py": content }), "a.py");
    const { files } = walk(join(absolute, ".."), ["."], () => true);
    const [file = assert.fail()] = files;
    const code = new CodeTree(files, FAKE_RULES);
    await code.read();
    return { absolute, file, ...(await correct(code, (findings) => findings)) };
  }

  it("leaves a file alone that has changed since it was read", async () => {
    const { absolute, file, files } = await corrected("pinecone.init()\n");
    writeFileSync(absolute, "pinecone.init() # mine\n");
    const [change = assert.fail()] = files;
    assert.match(writeCorrected(file, change)?.reason ?? "", /has changed since it was read/);
    assert.equal(readFileSync(absolute, "utf8"), "pinecone.init() # mine\n");
  });

  it("leaves nothing half-written where it can't write, and says why", async () => {
    const { absolute, file, files } = await corrected("pinecone.init()\n");
    writeFileSync(`${absolute}.${process.pid}.new`, "somebody's");
    const [change = assert.fail()] = files;
    const note = { path: "a.py", kind: "not-written", reason: "can't be written (EEXIST)" };
    assert.deepEqual(writeCorrected(file, change), note);
    assert.equal(readFileSync(absolute, "utf8"), "pinecone.init()\n");
    assert.equal(readFileSync(`${absolute}.${process.pid}.new`, "utf8"), "somebody's");
  });
});
