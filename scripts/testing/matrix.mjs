import { join } from "node:path";
import { CommandFailed, run } from "../setup/run.mjs";

/** Options of `npm run test:long -- --matrix`; what they mean stands in tests/support/matrix/run.ts. */
export const MATRIX_OPTIONS = {
  only: { type: "string" },
  resume: { type: "boolean", default: false },
  jobs: { type: "string" },
  table: { type: "boolean", default: false },
};

/** The options as they are handed on. */
export function matrixArguments({ only, resume, jobs, table }) {
  return [
    ...(only === undefined ? [] : ["--only", only]),
    ...(jobs === undefined ? [] : ["--jobs", jobs]),
    ...(resume ? ["--resume"] : []),
    ...(table ? ["--table"] : []),
  ];
}

/**
 * Runs the fault matrix.
 * @returns {Promise<number>} the exit code: 0 when every cell holds
 */
export async function runMatrix(root, env, args) {
  const command = [
    "-r",
    "ts-node/register/transpile-only",
    join(root, "tests", "support", "matrix", "run.ts"),
    ...args,
  ];
  try {
    await run(process.execPath, command, { cwd: root, env, show: true });
    return 0;
  } catch (error) {
    if (error instanceof CommandFailed) return 1;
    throw error;
  }
}
