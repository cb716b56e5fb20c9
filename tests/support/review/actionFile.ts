import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

const ROOT = join(__dirname, "..", "..", "..");

/** One step of a composite action or of a workflow's job. */
export interface ActionStep {
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Record<string, string>;
  readonly with?: Record<string, string | number | boolean>;
}

export interface ActionFile {
  readonly inputs: Record<
    string,
    { readonly description: string; readonly required?: boolean; readonly default?: string }
  >;
  readonly outputs: Record<string, { readonly value: string }>;
  readonly runs: { readonly using: string; readonly steps: readonly ActionStep[] };
}

export interface Workflow {
  readonly name: string;
  readonly permissions: Record<string, string>;
  readonly jobs: Record<
    string,
    { readonly if?: string; readonly env?: Record<string, string>; readonly steps: readonly ActionStep[] }
  >;
}

export function textOf(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

export function actionFile(): ActionFile {
  return parse(textOf("action.yml")) as ActionFile;
}

export function workflow(path: string): Workflow {
  return parse(textOf(path)) as Workflow;
}
