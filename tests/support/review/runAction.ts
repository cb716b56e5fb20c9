import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ActionStep, actionFile } from "./actionFile";

export interface ActionRun {
  /** Of the step that failed, else 0. */
  readonly code: number | null;
  readonly output: string;
  readonly summary: string;
}

/**
 * Runs action.yml's own scripts as GitHub's runner does: in order, by bash, each input through its variable. What it
 * knows of expressions is what the file uses: inputs, a step's outputs, `==`, `!=`, `&&`, `||`.
 */
export async function runAction(
  folder: string,
  given: Readonly<Record<string, string>>,
  env: NodeJS.ProcessEnv,
): Promise<ActionRun> {
  const action = actionFile();
  const own = mkdtempSync(join(tmpdir(), "podshift-action-"));
  const inputs: Record<string, string> = {};
  for (const [name, { default: value = "" }] of Object.entries(action.inputs)) inputs[name] = given[name] ?? value;
  const outputs: Record<string, Record<string, string>> = {};
  const summary = join(own, "summary");
  writeFileSync(summary, "");
  let output = "";
  try {
    for (const step of action.runs.steps) {
      if (step.if !== undefined && !holds(step.if, inputs)) continue;
      const file = join(own, "output");
      writeFileSync(file, "");
      const variables = Object.fromEntries(
        Object.entries(step.env ?? {}).map(([name, value]) => [name, evaluated(value, inputs, outputs)]),
      );
      const run = await bash(step, folder, { ...env, ...variables, GITHUB_OUTPUT: file, GITHUB_STEP_SUMMARY: summary });
      output += run.output;
      if (run.code !== 0) return { code: run.code, output, summary: readFileSync(summary, "utf8") };
      if (step.id !== undefined) outputs[step.id] = assignments(readFileSync(file, "utf8"));
    }
    return { code: 0, output, summary: readFileSync(summary, "utf8") };
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

function bash({ run = "" }: ActionStep, cwd: string, env: NodeJS.ProcessEnv) {
  const child = spawn("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", run], {
    cwd,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const take = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout.on("data", take);
  child.stderr.on("data", take);
  return new Promise<{ code: number | null; output: string }>((done, failed) => {
    child.on("error", failed);
    child.on("close", (code) => done({ code, output }));
  });
}

function evaluated(
  value: string,
  inputs: Readonly<Record<string, string>>,
  outputs: Readonly<Record<string, Record<string, string>>>,
): string {
  const expression = /^\$\{\{ (.*) \}\}$/.exec(value)?.[1];
  if (expression === undefined) return value;
  for (const part of expression.split(" || ")) {
    const found = operand(part, inputs, outputs);
    if (found !== "") return found;
  }
  return "";
}

function holds(condition: string, inputs: Readonly<Record<string, string>>): boolean {
  return condition.split(" || ").some((any) =>
    any.split(" && ").every((each) => {
      const [, left = "", sign, right = ""] = /^(\S+) (==|!=) (\S+)$/.exec(each) ?? [];
      if (sign === undefined) throw new Error(`no such condition is known: ${each}`);
      return (operand(left, inputs, {}) === operand(right, inputs, {})) === (sign === "==");
    }),
  );
}

function operand(
  part: string,
  inputs: Readonly<Record<string, string>>,
  outputs: Readonly<Record<string, Record<string, string>>>,
): string {
  const [, literal] = /^'(.*)'$/.exec(part) ?? [];
  if (literal !== undefined) return literal;
  const [, input] = /^inputs\.([a-z-]+)$/.exec(part) ?? [];
  if (input !== undefined) return inputs[input] ?? "";
  const [, step, name] = /^steps\.([a-z]+)\.outputs\.([a-z]+)$/.exec(part) ?? [];
  if (step === undefined || name === undefined) throw new Error(`no such expression is known: ${part}`);
  return outputs[step]?.[name] ?? "";
}

function assignments(text: string): Record<string, string> {
  return Object.fromEntries(
    text
      .split("\n")
      .filter((line) => line.includes("="))
      .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}
