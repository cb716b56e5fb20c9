import assert from "node:assert/strict";
import { scan } from "../../../../provider/src/scan/scan";
import { trees } from "../../../support/scan/tree";

const STATS = 'describe_index_stats(filter={"a": 1})';
const DESCRIBE = "describeIndexStats({ filter: { a: 1 } })";

const DB_PY = `from pinecone import Pinecone
pc = Pinecone()
index = pc.Index("docs")
class Base:
    def __init__(self):
        self.index = pc.Index("other")
class Store(Base):
    def get_index(self):
        return self.index
store = Store()
`;

const DB_TS = `import { Pinecone } from "@pinecone-database/pinecone";
export const pc = new Pinecone();
export const index = pc.index("docs");
class Base { protected index = pc.index("other"); }
export class Store extends Base { getIndex() { return this.index; } }
export const store = new Store();
export const clients = { index };
`;

/** A client or an index of one file, used in another: files, and where the use stands. */
const CASES: ReadonlyArray<readonly [what: string, files: Readonly<Record<string, string>>, found: readonly string[]]> =
  [
    [
      "an object of a class of another file, and the class",
      {
        "app/db.py": DB_PY,
        "app/use.py": `from app.db import Store, store\nstore.index.${STATS}\nStore().index.${STATS}\n`,
      },
      ["app/use.py:2", "app/use.py:3"],
    ],
    [
      "a method of such a class",
      { "app/db.py": DB_PY, "app/use.py": `from . import db\ndb.store.get_index().${STATS}\n` },
      ["app/use.py:2"],
    ],
    [
      "a class that extends one of another file",
      {
        "db.py": DB_PY,
        "use.py": `from db import Store\nclass Mine(Store):\n    def count(self):\n        self.index.${STATS}\n`,
      },
      ["use.py:4"],
    ],
    [
      "a parameter of such a class",
      { "db.py": DB_PY, "use.py": `import db\ndef count(store: db.Store):\n    return store.index.${STATS}\n` },
      ["use.py:3"],
    ],
    [
      "what a package passes on whole",
      {
        "app/db.py": DB_PY,
        "app/__init__.py": "from .db import *\n",
        "use.py": `from app import index\nindex.${STATS}\n`,
      },
      ["use.py:2"],
    ],
    [
      "an import on the line of its `try`",
      { "db.py": DB_PY, "use.py": `try: from db import index\nexcept ImportError: index = None\nindex.${STATS}\n` },
      ["use.py:3"],
    ],
    [
      "an object of a class of another file, and the class",
      {
        "db.ts": DB_TS,
        "use.ts": `import { Store, store } from "./db";\nstore.index.${DESCRIBE};\nnew Store().index.${DESCRIBE};\n`,
      },
      ["use.ts:2", "use.ts:3"],
    ],
    [
      "a method of such a class, and a property of an object",
      {
        "db.ts": DB_TS,
        "use.ts": `import * as db from "./db";\nimport { clients, store } from "./db";\nstore.getIndex().${DESCRIBE};\nclients.index.${DESCRIBE};\ndb.index.${DESCRIBE};\n`,
      },
      ["use.ts:3", "use.ts:4", "use.ts:5"],
    ],
    [
      "a class that extends one of another file",
      {
        "db.ts": DB_TS,
        "use.ts": `import { Store } from "./db";\nclass Mine extends Store { count() { return this.index.${DESCRIBE}; } }\n`,
      },
      ["use.ts:2"],
    ],
    [
      "what a file passes on whole",
      {
        "lib/db.ts": DB_TS,
        "lib/index.ts": 'export * from "./db";\n',
        "use.ts": `import { index, store } from "./lib";\nindex.${DESCRIBE};\nstore.index.${DESCRIBE};\n`,
      },
      ["use.ts:2", "use.ts:3"],
    ],
    [
      "an import with a comment for the bundler",
      {
        "db.ts": DB_TS,
        "use.ts": `export const f = async () => (await import(/* webpackChunkName: "db" */ "./db")).index.${DESCRIBE};\n`,
      },
      ["use.ts:1"],
    ],
    ...["@/lib/db", "~/lib/db", "$lib/db", "#lib/db", "@lib/db", "@app/lib/db", "lib/db", "src/lib/db"].map(
      (alias): (typeof CASES)[number] => [
        `the alias ${alias}`,
        { "web/src/lib/db.ts": DB_TS, "web/src/app/use.ts": `import { index } from "${alias}";\nindex.${DESCRIBE};\n` },
        ["web/src/app/use.ts:2"],
      ],
    ),
    ...["packages/db/src/index.ts", "libs/db/index.ts"].map((path): (typeof CASES)[number] => [
      `a package of the same repository in ${path}`,
      { [path]: DB_TS, "apps/web/src/use.ts": `import { index } from "@acme/db";\nindex.${DESCRIBE};\n` },
      ["apps/web/src/use.ts:2"],
    ]),
    [
      "a package of the same repository that is required",
      {
        "packages/db/index.ts": DB_TS,
        "apps/web/use.js": `const { index } = require("@acme/db");\nindex.${DESCRIBE};\n`,
      },
      ["apps/web/use.js:2"],
    ],
    [
      "nothing of a package from elsewhere, though a file is called as its part is",
      { "web/lib/db.ts": DB_TS, "web/use.ts": `import { index } from "elsewhere/db";\nindex.${DESCRIBE};\n` },
      [],
    ],
    [
      "nothing of a class whose members are none of Pinecone's",
      {
        "db.ts": `${DB_TS}export class Other { index = [] as string[]; }\n`,
        "use.ts": `import { Other } from "./db";\nnew Other().index.${DESCRIBE};\n`,
      },
      [],
    ],
  ];

describe("clients and indexes across files", () => {
  const tree = trees();

  for (const [what, files, found] of CASES) {
    it(`are followed: ${what} (${Object.keys(files).at(-1)})`, async () => {
      const folder = tree(files);
      const { findings, notes } = await scan({ current: folder, paths: ["."] });
      const stats = findings.filter(({ rule }) => rule.endsWith("/stats-by-filter"));
      assert.deepEqual(
        stats.map(({ path, span }) => `${path}:${span.start.line}`),
        found,
      );
      assert.deepEqual(notes, []);
    });
  }
});
