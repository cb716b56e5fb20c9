import * as v from "valibot";
import { PodshiftError } from "../../errors";

/**
 * The command that a review reads from. Without `--show-sames` what doesn't change is left out, and gates rest on it;
 * without `--show-replacement-steps` the deletions that an earlier replacement left to be done.
 * (pulumi/pkg, backend/display/display.go: shouldShow)
 */
export const PREVIEW = "pulumi preview --json --show-sames --show-replacement-steps";

const properties = v.record(v.string(), v.unknown());

const stateSchema = v.looseObject({
  urn: v.string(),
  type: v.optional(v.string()),
  custom: v.optional(v.boolean()),
  id: v.optional(v.string()),
  inputs: v.optional(properties),
  outputs: v.optional(properties),
  protect: v.optional(v.boolean()),
  retainOnDelete: v.optional(v.boolean()),
  initErrors: v.optional(v.array(v.string())),
});

const previewSchema = v.looseObject({
  config: v.optional(v.record(v.string(), v.string())),
  steps: v.optional(
    v.array(
      v.looseObject({
        op: v.string(),
        urn: v.string(),
        oldState: v.nullish(stateSchema),
        newState: v.nullish(stateSchema),
      }),
    ),
  ),
  changeSummary: v.optional(v.record(v.string(), v.number())),
  diagnostics: v.optional(
    v.array(v.looseObject({ urn: v.optional(v.string()), message: v.string(), severity: v.string() })),
  ),
});

/** What `pulumi preview --json` prints, as far as a review reads it. Unknown fields are let through. */
export type Preview = v.InferOutput<typeof previewSchema>;
export type PreviewStep = NonNullable<Preview["steps"]>[number];
export type ResourceState = v.InferOutput<typeof stateSchema>;
export type Diagnostic = NonNullable<Preview["diagnostics"]>[number];

/**
 * Reads a preview.
 *
 * @throws REVIEW_INPUT_INVALID when it is none: a review of nothing would look like a review without findings
 */
export function parsePreview(json: string, file: string): Preview {
  const read = v.safeParse(previewSchema, parseJson(json, file));
  if (!read.success) throw unusable(file, PREVIEW, problem(read.issues[0]));
  const { steps = [], diagnostics = [] } = read.output;
  const refused = diagnostics.some(({ severity }) => severity === "error");
  if (steps.length === 0 && !refused) throw unusable(file, PREVIEW, "it holds no step and no error");
  return read.output;
}

/** JSON, or an error that names the file and what should have written it. */
export function parseJson(json: string, file: string, writer = PREVIEW): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw unusable(file, writer, json.trim() === "" ? "it is empty" : "it is not one JSON value", cause);
  }
}

/** The first thing that is wrong, with its path. */
export function problem(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue);
  return `${path === null || path === undefined ? "" : `${path}: `}expected ${issue.expected}, found ${issue.received}`;
}

function unusable(file: string, writer: string, why: string, cause?: unknown): PodshiftError {
  return new PodshiftError("REVIEW_INPUT_INVALID", `${file} is not what \`${writer}\` prints: ${why}`, {
    next: `write it by \`${writer} > ${file}\`, with nothing else in it`,
    cause,
  });
}
