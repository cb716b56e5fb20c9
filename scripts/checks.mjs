import { join } from "node:path";
import { CommandFailed, run } from "./setup/run.mjs";

/** The checks that need no running: each a command and what it is about. */
const CHECKS = [
  {
    name: "format and lint",
    command: ["@biomejs/biome", "bin", "biome"],
    args: ["ci", "--error-on-warnings", "--colors=off", "."],
  },
  { name: "types of packages", command: ["typescript", "bin", "tsc"], args: ["-b", "emulator", "provider"] },
  { name: "types of policies", command: ["typescript", "bin", "tsc"], args: ["-p", "policy/tsconfig.json"] },
  { name: "types of tests and scripts", command: ["typescript", "bin", "tsc"], args: ["-p", "tsconfig.json"] },
];

/** Checks that run side by side: more would wait for each other on two processors. */
const AT_ONCE = 2;

/**
 * Runs every check, says how it went, and shows what a failed one printed.
 * @param {string} root
 * @returns {Promise<{name: string, passed: boolean}[]>}
 */
export async function check(root) {
  const results = [];
  const waiting = CHECKS.map((each, at) => ({ ...each, at }));
  const lane = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      results[next.at] = await one(root, next.name, next.command, next.args);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return results;
}

async function one(root, name, command, args) {
  try {
    await run(process.execPath, [join(root, "node_modules", ...command), ...args], { cwd: root });
    console.log(`ok   ${name}`);
    return { name, passed: true };
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    console.log(`FAIL ${name}\n${error.message}`);
    return { name, passed: false };
  }
}
