import assert from "node:assert/strict";
import { parseSource } from "../../../../../provider/src/scan/parse";
import type { Handle, Imported } from "../../../../../provider/src/scan/rule";
import { JAVASCRIPT } from "../../../../../provider/src/scan/rules/javascript";

const SDK = "@pinecone-database/pinecone";

/** What a file exports, where `./db` exports `client`, `index`, `connect` and `open`, and is a client by default. */
const DB: Readonly<Record<string, Handle>> = {
  client: "client",
  index: "index",
  connect: "client-factory",
  open: "index-factory",
  default: "client",
};

const imported: Imported = (specifier, name) => (/^(?:\.|@\/)/.test(specifier) ? DB[name] : undefined);

function read(text: string, path = "src/use.ts", from: Imported = imported) {
  const language = path.endsWith(".ts") ? "typescript" : "javascript";
  return JAVASCRIPT.read(parseSource(path, language, text), from);
}

const exportsOf = (text: string, path?: string) => Object.fromEntries(read(text, path).exports);

const writesIn = (text: string, path?: string) =>
  read(text, path)
    .findings()
    .filter(({ rule }) => rule.id === "javascript/write-to-capture")
    .map(({ found }) => found.span.start.line);

describe("what a JavaScript file exports", () => {
  it("names clients, indexes and functions that give them", () => {
    const text = `
      import { Pinecone, type Index } from "${SDK}";
      export const pc = new Pinecone();
      export const docs = pc.index("docs"), other = 1;
      export function open(): Index { return pc.index("docs"); }
      export const connect = async () => new Pinecone();
      const late = pc.index("late");
      export { late as news, other as more };
      export default docs;
      export class Store {}
    `;
    assert.deepEqual(exportsOf(text), {
      pc: "client",
      docs: "index",
      open: "index-factory",
      connect: "client-factory",
      news: "index",
      default: "index",
    });
  });

  it("follows re-exports, and what is made of an import", () => {
    const text = `
      export { client as pc, open } from "./db";
      import { connect } from "./db.js";
      export const docs = connect().index("docs");
      export * from "./other";
    `;
    assert.deepEqual(exportsOf(text), { pc: "client", open: "index-factory", docs: "index" });
  });

  it("knows CommonJS, whole and by name", () => {
    const text = `
      const { Pinecone } = require("${SDK}");
      const pc = new Pinecone();
      const docs = pc.index("docs");
      module.exports = { docs, open: () => docs, n: 1 };
    `;
    assert.deepEqual(exportsOf(text, "db.cjs"), {
      docs: "index",
      open: "index-factory",
      "default.docs": "index",
      "default.open": "index-factory",
    });
    const single = `const sdk = require("${SDK}"); exports.pc = new sdk.Pinecone();`;
    assert.deepEqual(exportsOf(single, "db.js"), { pc: "client", "default.pc": "client" });
    assert.deepEqual(exportsOf(`module.exports = new (require("${SDK}").Pinecone)();`, "db.js"), { default: "client" });
  });

  it("passes a captured index on as nothing to look at", () => {
    const text = `
      import { Pinecone } from "${SDK}";
      import { captureWrites } from "podshift/capture";
      export const docs = await captureWrites(new Pinecone().index("docs"), { log: "file:///log" });
    `;
    assert.deepEqual(exportsOf(text), {});
  });
});

describe("what a JavaScript file takes from others", () => {
  it("looks at handles in whatever way they are imported", () => {
    const lines = [
      'import pc, { index as docs, open } from "./db";',
      'import * as db from "../db/index.js";',
      'import { connect } from "@/db";',
      "await docs.upsert([]);",
      "await (await open()).upsert([]);",
      "await db.index.upsert([]);",
      'await pc.index("docs").upsert([]);',
      'await connect().index("docs").upsert([]);',
      'const { index } = await import("./db");',
      "await index.upsert([]);",
    ];
    assert.deepEqual(writesIn(lines.join("\n")), [4, 5, 6, 7, 8, 10]);
    const required =
      'const db = require("./db");\nconst { index: docs } = require("./db");\ndb.index.upsert([]);\ndocs.upsert([]);\nrequire("./db").index.deleteAll();';
    assert.deepEqual(writesIn(required, "use.cjs"), [3, 4, 5]);
  });

  it("takes nothing from packages and unknown files", () => {
    const text = 'import { index } from "other";\nimport { thing } from "./db";\nindex.upsert([]);\nthing.upsert([]);';
    assert.deepEqual(writesIn(text), []);
  });

  it("tells the specifiers that lead into the tree", () => {
    const text =
      'import a from "./a"; import "b"; export { c } from "../c"; const d = require("@/d"); await import("./e.js");';
    assert.deepEqual(JAVASCRIPT.imports(parseSource("x.ts", "typescript", text)), ["./a", "../c", "@/d", "./e.js"]);
  });
});

describe("where a specifier leads", () => {
  const candidates = (path: string, specifier: string) => JAVASCRIPT.candidates(path, specifier);

  it("tries the extensions and the folder's index", () => {
    const all = candidates("src/a/use.ts", "../db");
    assert.ok(all.includes("src/db.ts") && all.includes("src/db.mjs") && all.includes("src/db/index.ts"));
    assert.ok(all.indexOf("src/db.ts") < all.indexOf("src/db/index.ts"));
    assert.ok(candidates("use.ts", "./db").includes("db.ts"));
  });

  it("finds the TypeScript behind a name of JavaScript", () => {
    assert.equal(candidates("src/use.ts", "./db.js")[0], "src/db.ts");
    assert.equal(candidates("src/use.ts", "./db.mjs")[0], "src/db.mts");
    assert.equal(candidates("src/use.ts", "./db.cjs")[1], "src/db.cjs");
    assert.equal(candidates("src/use.ts", "./db.ts")[0], "src/db.ts");
  });

  it("tries the folders above for an alias, the nearest first", () => {
    const all = candidates("app/pages/api/chat.ts", "@/utils/db");
    const places = [
      "app/pages/api/utils/db.ts",
      "app/pages/utils/db.ts",
      "app/utils/db.ts",
      "app/src/utils/db.ts",
      "utils/db.ts",
    ];
    assert.deepEqual(
      all.filter((each) => places.includes(each)),
      places,
    );
  });

  it("stays in the tree", () => {
    assert.deepEqual(candidates("use.ts", "../db"), []);
    assert.deepEqual(candidates("use.ts", "pinecone"), []);
  });
});

describe("odd JavaScript", () => {
  it("answers at once about functions that all call each other", () => {
    const names = Array.from({ length: 60 }, (_, at) => `f${at}`);
    const functions = names.map(
      (name) => `function ${name}(a) { return ${names.map((each) => `${each}(a)`).join(" || ")}; }`,
    );
    const text = `import { Pinecone } from "${SDK}";\n${functions.join("\n")}\nf0(new Pinecone()).upsert([]);`;
    const started = performance.now();
    read(text, "odd.mjs").findings();
    assert.ok(performance.now() - started < 5_000);
  });

  it("reads broken code without breaking", () => {
    const text = `import { Pinecone } from "${SDK}";\nconst pc = new Pinecone({ ;\nexport const = pc.index(\n} class { constructor( { upsert(`;
    assert.doesNotThrow(() => read(text).findings());
    assert.doesNotThrow(() =>
      read(
        `const { [a]: b, ...c } = require("${SDK}"); for (const of of of) {}; new (class extends X {})();`,
      ).findings(),
    );
  });
});
