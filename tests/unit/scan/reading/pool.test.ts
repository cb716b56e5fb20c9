import assert from "node:assert/strict";
import { join } from "node:path";
import { Handles } from "../../../../provider/src/scan/reading/handles";
import { ReadingPool } from "../../../../provider/src/scan/reading/pool";
import { EMPTY, type Reading } from "../../../../provider/src/scan/reading/readText";
import { answering } from "../../../../provider/src/scan/reading/worker";
import { trees } from "../../../support/scan/tree";

/** A thread that answers with what it was sent. The real one is tested as built: tests/integration/scan. */
const ECHO = `const { parentPort, workerData } = require("node:worker_threads");
parentPort.on("message", ({ texts, exported }) => {
  const reason = exported.map(([path, { version }]) => path + version).join() + workerData.join();
  parentPort.postMessage(texts.map(({ path, text }) => (
    { findings: [], ignored: 0, exports: new Map(), asked: new Map(), notes: [{ path, kind: text, reason }] })));
});`;

describe("ReadingPool", () => {
  const tree = trees();
  const paths = Array.from({ length: 40 }, (_, n) => `${n}.js`);

  function poolOf(worker: string) {
    const handles = new Handles(new Set());
    handles.set("db.js", new Map([["index", "index"]]));
    const here = (path: string): Reading => ({ ...EMPTY, notes: [{ path, kind: "ignore", reason: "here" }] });
    return new ReadingPool(2, ["known"], handles, here, join(tree({ "worker.cjs": worker }), "worker.cjs"));
  }

  it("gives each text to a thread, with what exports it doesn't know yet", async () => {
    const pool = poolOf(ECHO);
    const notes = (await Promise.all(paths.map((path) => pool.read(path, "text")))).map((reading) => reading.notes[0]);
    assert.deepEqual(
      notes.map((note) => note?.path),
      paths,
    );
    assert.deepEqual(new Set(notes.map((note) => note?.reason)), new Set(["db.js1known", "known"]));
    await pool.close();
  });

  it("leaves to this thread what no other has taken", async () => {
    const pool = poolOf(ECHO);
    const read = Promise.all(paths.map((path) => pool.read(path, "text")));
    assert.equal(pool.readOneHere(), true);
    const here = (await read).filter(({ notes }) => notes[0]?.reason === "here");
    assert.deepEqual([here.length, pool.readOneHere()], [1, false]);
    await pool.close();
  });

  it("reads without them what was given to one that broke", async () => {
    const pool = poolOf('throw new Error("broken");');
    const first = await Promise.all(paths.map((path) => pool.read(path, "")));
    const later = await pool.read("later.js", "");
    assert.deepEqual(
      [...first, later].map(({ notes }) => notes[0]?.path),
      [...paths, "later.js"],
    );
    await pool.close();
  });

  it("has a thread read by all rules, with handles that it was told of", () => {
    const answer = answering(["db.js", "a.js"]);
    const text = 'import { index } from "./db";\nawait index.upsert([]);\n';
    const exported = [["db.js", { names: new Map([["index", "index"] as const]), version: 3 }]] as const;
    const [before] = answer({ texts: [{ path: "a.js", text }], exported: [] });
    const [after] = answer({ texts: [{ path: "a.js", text }], exported });
    assert.deepEqual([before?.findings.length, before?.asked.get("db.js")], [0, 0]);
    assert.deepEqual([after?.findings[0]?.rule, after?.asked.get("db.js")], ["javascript/write-to-capture", 3]);
  });
});
