import assert from "node:assert/strict";
import { forReading, migrationLines, WALK, withMigrations, withPhase } from "../../../scripts/demo/stackFile";

const SALT = "encryptionsalt: v1:abcdefghijkl=:v1:mnopqrstuvwx";
const CONFIG =
  "config:\n  pinecone:apiKey:\n    secure: v1:zyxwvutsrqpo\n  pinecone:controllerHost: http://127.0.0.1:1";
const MIGRATIONS = migrationLines({ podIndex: "words", reports: ".demo/reports" });

describe("the demo's stack file", () => {
  it("has the migrations at the end of config, wherever the CLI put the salt", () => {
    const expected = `${SALT}\n${CONFIG}\n  podshift:migrations:\n${MIGRATIONS}`;
    assert.equal(withMigrations(`${SALT}\n${CONFIG}\n`, MIGRATIONS), expected);
    assert.equal(withMigrations(`${CONFIG}\n${SALT}\n`, MIGRATIONS), expected);
  });

  it("differs by exactly one line from phase to phase", () => {
    let text = withMigrations(`${SALT}\n${CONFIG}\n`, MIGRATIONS);
    for (const phase of WALK.slice(1)) {
      const next = withPhase(text, phase);
      const [before, after] = [text.split("\n"), next.text.split("\n")];
      const different = before.flatMap((line, at) => (line === after[at] ? [] : [{ before: line, after: after[at] }]));
      assert.deepEqual(different, [next.changed]);
      assert.equal(next.changed.after.trim(), `phase: ${phase}`);
      text = next.text;
    }
  });

  it("changes the first migration only", () => {
    const two = withMigrations(`${CONFIG}\n`, MIGRATIONS + MIGRATIONS);
    assert.equal(withPhase(two, "copy").text.match(/phase: assess/g)?.length, 1);
  });

  it("is shown without its secrets", () => {
    const shown = forReading(`${SALT}\n${CONFIG}\n`);
    assert.ok(!shown.includes("zyxwvutsrqpo") && !shown.includes("mnopqrstuvwx"));
    assert.ok(shown.includes("secure: v1:zyxwv..."));
  });
});
