import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { CommandFailed, run } from "../setup/run.mjs";

const PACKAGES = ["provider", "emulator"];
/** Lines that must be covered over all files, and in each file, in percent. */
const OVERALL = 90;
const EACH_FILE = 75;

/**
 * Reports coverage of the packages by lines, and holds it to the goals.
 * @returns {Promise<{name: string, passed: number, failed: number, skipped: number}>}
 */
export async function checkCoverage(root) {
  console.log("\n=== coverage ===");
  const shared = [
    ...["--temp-directory", "coverage/tmp", "--exclude-after-remap", "--all"],
    ...PACKAGES.flatMap((name) => ["--src", `${name}/src`, "--include", `${name}/src/**/*.ts`]),
    ...["--exclude", "**/*.d.ts"],
    ...["--src", "policy/src", "--include", "policy/src/**/*.ts", "--exclude", "policy/src/index.ts"],
    ...withoutCode(root).flatMap((file) => ["--exclude", file]),
  ];
  const overall = await c8(root, ["report", ...shared, "--reporter", "text-summary", "--reporter", "json-summary"]);
  const passed = overall && report(root);
  return { name: "coverage", passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 };
}

async function c8(root, args) {
  try {
    console.log(
      await run(process.execPath, [join(root, "node_modules", "c8", "bin", "c8.js"), ...args], { cwd: root }),
    );
    return true;
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    console.log(error.message);
    return false;
  }
}

function report(root) {
  const summary = JSON.parse(readFileSync(join(root, "coverage", "coverage-summary.json"), "utf8"));
  const { total, ...files } = summary;
  const low = Object.entries(files).filter(([, { lines }]) => lines.pct < EACH_FILE);
  for (const [file, { lines }] of low)
    console.log(`FAIL ${relative(root, file)}: ${lines.pct} % of lines, ${EACH_FILE} are asked`);
  if (total.lines.pct < OVERALL) console.log(`FAIL all files: ${total.lines.pct} % of lines, ${OVERALL} are asked`);
  return low.length === 0 && total.lines.pct >= OVERALL;
}

/** Files that hold types only compile to nothing: there is no line in them that could run. */
function withoutCode(root) {
  return PACKAGES.flatMap((name) => {
    const dist = join(root, name, "dist");
    return readdirSync(dist, { recursive: true })
      .filter((file) => file.endsWith(".js") && isEmpty(readFileSync(join(dist, file), "utf8")))
      .map((file) => `${name}/src/${file.replace(/\.js$/, ".ts")}`);
  });
}

function isEmpty(code) {
  const text = code.replace(
    /^"use strict";|^Object\.defineProperty\(exports, "__esModule".*$|^\/\/.*$|\/\*[\s\S]*?\*\//gm,
    "",
  );
  return text.trim() === "";
}
