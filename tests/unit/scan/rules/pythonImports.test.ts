import assert from "node:assert/strict";
import { parseSource } from "../../../../provider/src/scan/parse";
import type { Handle, Imported } from "../../../../provider/src/scan/rule";
import { PYTHON } from "../../../../provider/src/scan/rules/python";

const NOTHING: Imported = () => undefined;

function reading(text: string, imported: Imported = NOTHING) {
  return PYTHON.read(parseSource("a.py", "python", text), imported);
}

function rulesIn(text: string, imported: Imported = NOTHING): string[] {
  return reading(text, imported)
    .findings()
    .map(({ rule, found }) => `${found.span.start.line} ${rule.id.slice("python/".length)}`);
}

/** Another file's exports: `.db index` -> `index`. */
function from(exports: Readonly<Record<string, Handle>>): Imported {
  return (specifier, name) => exports[`${specifier} ${name}`];
}

describe("Python files of one tree", () => {
  describe("what a file exports", () => {
    const exported = (text: string, imported = NOTHING) => Object.fromEntries(reading(text, imported).exports);

    it("is its clients, its indexes, and the functions that give them", () => {
      const text = [
        "import pinecone",
        "from pinecone import Pinecone",
        "pc = Pinecone(api_key='k')",
        "index: pinecone.Index = pc.Index('docs')",
        "def get_index(name): return pc.Index(name)",
        "def get_client() -> Pinecone: return make()",
        "NAME = 'docs'",
        "class Store: pass",
        "def other(): return NAME",
      ].join("\n");
      const functions = { get_index: "index-factory", get_client: "client-factory" };
      assert.deepEqual(exported(text), { pc: "client", index: "index", ...functions });
    });

    it("is what it passes on from another file", () => {
      const imported = from({ ".db index": "index", ".db get_client": "client-factory" });
      const text = "from .db import index as documents, get_client, NAME";
      assert.deepEqual(exported(text, imported), { documents: "index", get_client: "client-factory" });
    });

    it("is a global that a function sets, and not a name that ends as something else", () => {
      const text = [
        "import pinecone",
        "index = None",
        "def start():",
        "    global index",
        "    index = pinecone.Index('docs')",
        "other = pinecone.Index('docs')",
        "other = open('docs')",
      ].join("\n");
      assert.deepEqual(exported(text), { index: "index" });
    });

    it("is nothing where the file has nothing to do with Pinecone", () => {
      assert.deepEqual(exported("index = open('docs')"), {});
    });
  });

  describe("what a file takes from another", () => {
    it("is a name, under an alias too", () => {
      const text = "from ..db import index as documents\ndocuments.upsert(vectors=[])\nindex.upsert(vectors=[])";
      assert.deepEqual(rulesIn(text, from({ "..db index": "index" })), ["2 write-to-capture"]);
    });

    it("is an attribute of a module, imported in each of the ways", () => {
      const imported = from({ "app.db index": "index" });
      for (const head of ["from app import db", "import app.db as db"]) {
        assert.deepEqual(rulesIn(`${head}\ndb.index.upsert(vectors=[])`, imported), ["2 write-to-capture"]);
      }
      assert.deepEqual(rulesIn("import app.db\napp.db.index.delete(ids=[])", imported), ["2 write-to-capture"]);
      assert.deepEqual(rulesIn("from app.db import *\nindex.delete(ids=[])", imported), ["2 write-to-capture"]);
    });

    it("is a module beside it", () => {
      const text = "from . import db\ndb.index.upsert(vectors=[])\ndb.other.upsert(vectors=[])";
      assert.deepEqual(rulesIn(text, from({ ".db index": "index" })), ["2 write-to-capture"]);
    });

    it("is what a function gives", () => {
      const imported = from({ ".db get_index": "index-factory", ".db get_client": "client-factory" });
      const text = [
        "from .db import get_client, get_index",
        "get_index('docs').upsert(vectors=[])",
        "index = get_client().Index('docs')",
        "index.query([0.1], top_k=1)",
      ].join("\n");
      assert.deepEqual(rulesIn(text, imported), ["4 old-query-arguments", "3 names-the-index", "2 write-to-capture"]);
    });

    it("is nothing where the other file has no handle of the name", () => {
      assert.deepEqual(rulesIn("from .db import index\nindex.upsert(vectors=[])"), []);
      assert.deepEqual(rulesIn("from .db import client\nclient.index.upsert(vectors=[])"), []);
    });
  });

  it("names the modules that a file imports from, and those that its names may be", () => {
    const text = "import os, app.db as db\nfrom .. import models\nfrom .x import y\nfrom z import *";
    const found = PYTHON.imports(parseSource("a.py", "python", text));
    assert.deepEqual(found, ["os", "app.db", "..", "..models", ".x", ".x.y", "z"]);
  });

  it("finds the files of a relative module", () => {
    const of = (specifier: string) => PYTHON.candidates("app/api/main.py", specifier);
    assert.deepEqual(of(".db"), ["app/api/db.py", "app/api/db/__init__.py"]);
    assert.deepEqual(of("..core.db"), ["app/core/db.py", "app/core/db/__init__.py"]);
    assert.deepEqual(of("."), ["app/api/__init__.py"]);
    assert.deepEqual(of("....db"), []);
  });

  it("finds the files of an absolute module, the nearest first", () => {
    const modules = PYTHON.candidates("app/main.py", "core.db").filter((path) => !path.endsWith("__init__.py"));
    assert.deepEqual(modules, ["app/core/db.py", "core/db.py", "src/core/db.py"]);
  });

  it("reads broken and empty files without a crash", () => {
    for (const text of [
      "",
      "pinecone",
      "import pinecone\npinecone.init(",
      "def f(:\n  pinecone.Index(\n",
      "import pinecone\nx =",
    ]) {
      assert.doesNotThrow(() => rulesIn(text));
    }
  });

  it("doesn't hang on names that go round in circles", () => {
    const text = [
      "import pinecone",
      "def a(x): return b(x)",
      "def b(x): return a(x)",
      "class C(C): pass",
      "y = x = a(y)",
      "C().z.upsert(1)",
      "x.upsert(1)",
    ].join("\n");
    assert.deepEqual(rulesIn(text), []);
  });
});
