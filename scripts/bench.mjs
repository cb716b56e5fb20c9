// npm run bench -- [NAME...] [OPTION...]: runs benchmarks, all without a name, and makes docs/benchmarks.md of their results.
// See scripts/bench/options.ts for the options.
import "./setup/endOnSignal.mjs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { withoutMeasuring } from "./bench/withoutMeasuring.mjs";
import { setUp } from "./setup/index.mjs";

const words = process.argv.slice(2);
const unprepared = { root: resolve(import.meta.dirname, ".."), env: process.env };
const ready = withoutMeasuring(words) ? unprepared : await setUp();
const require = createRequire(import.meta.url);
require("ts-node").register({ transpileOnly: true, cwd: ready.root });
const { bench } = require("./bench/main.ts");
process.exitCode = await bench(ready, words);
