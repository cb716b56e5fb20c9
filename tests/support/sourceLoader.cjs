"use strict";

// Loads TypeScript as `ts-node/register/transpile-only` does, with what it made kept under the hash of its source: each of the
// test's processes, and there are hundreds, would else load the compiler and transpile the same files again.

const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { basename, join } = require("node:path");
const { threadId } = require("node:worker_threads");

const ROOT = join(__dirname, "..", "..");
const CACHE = join(ROOT, "node_modules", ".cache", "podshift", "tests");
const CONFIG = join(ROOT, "tsconfig.json");

/** What else the text that is made depends on. */
const GIVEN = [
  __filename,
  CONFIG,
  join(ROOT, "tsconfig.base.json"),
  join(ROOT, "node_modules", "typescript", "package.json"),
]
  .map((file) => readFileSync(file, "utf8"))
  .join("\0");

let compiler;
function transpile(text, file) {
  compiler ??= readCompiler();
  const { ts, options } = compiler;
  return ts.transpileModule(text, { compilerOptions: options, fileName: file }).outputText;
}

function readCompiler() {
  const ts = require("typescript");
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(CONFIG, ts.sys.readFile).config,
    { ...ts.sys, readDirectory: () => [] },
    ROOT,
  );
  const more = { noEmit: false, declaration: false, sourceMap: false, inlineSourceMap: true, inlineSources: true };
  return { ts, options: { ...options, ...more } };
}

function transpiled(file) {
  const text = readFileSync(file, "utf8");
  const hash = createHash("sha256")
    .update(`${GIVEN}\0${basename(file)}\0${text}`)
    .digest("hex");
  const target = join(CACHE, `${hash}.js`);
  try {
    return readFileSync(target, "utf8");
  } catch {
    const made = transpile(text, file);
    mkdirSync(CACHE, { recursive: true });
    const draft = `${target}.${process.pid}.${threadId}`;
    writeFileSync(draft, made);
    renameSync(draft, target);
    return made;
  }
}

// A stack names lines of the source.
process.setSourceMapsEnabled(true);
require.extensions[".ts"] = (module, file) => module._compile(transpiled(file), file);
