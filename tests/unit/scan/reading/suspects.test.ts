import assert from "node:assert/strict";
import { importWords, wordsFor } from "../../../../provider/src/scan/reading/suspects";

describe("importWords", () => {
  const leads = (from: string, line: string, to: string) => {
    const words = importWords(from, `x = 1\n${line}\ny = 2\n`);
    return wordsFor(to).some((word) => words.has(word));
  };

  const found: readonly (readonly [from: string, line: string, to: string])[] = [
    ["a.py", "from app.db import index", "app/db.py"],
    ["a.py", "    from .db import index as i", "app/db.py"],
    ["a.py", "from app import (\n  other,\n  db,\n)", "app/db.py"],
    ["a.py", "import os, app.db as d", "app/db.py"],
    ["a.py", "from . import index", "app/__init__.py"],
    ["a.py", "from .. import index", "__init__.py"],
    ["a.py", "from app import index", "app/__init__.py"],
    ["a.ipynb", '    "from app.db import index\\n",', "app/db.py"],
    ["a.ts", 'import { index } from "./lib/db";', "src/lib/db.ts"],
    ["a.ts", "import index from '@/lib/db.js'", "src/lib/db.ts"],
    ["a.js", 'const { index } = require("../db");', "db.js"],
    ["a.js", "await import(`./db`)", "db.mjs"],
    ["a.js", 'export * from "./db"', "db/index.js"],
    ["a.js", 'import { index } from "..";', "index.js"],
    ["a.js", 'import { index } from "./";', "lib/index.js"],
    ["a.js", 'import { index } from "./db/index.js";', "db/index.js"],
    ["a.js", 'import { index } from "./pinecone.client";', "lib/pinecone.client.ts"],
  ];
  for (const [from, line, to] of found) it(`${line} may lead to ${to}`, () => assert.ok(leads(from, line, to)));

  const not: readonly (readonly [from: string, line: string, to: string])[] = [
    ["a.py", "index = db.index", "app/db.py"],
    ["a.py", "from app.store import index", "app/db.py"],
    ["a.js", 'const text = "./db";', "db.js"],
    ["a.js", 'import { db } from "./store";', "db.js"],
  ];
  for (const [from, line, to] of not) it(`${line} doesn't lead to ${to}`, () => assert.ok(!leads(from, line, to)));
});
