import * as v from "valibot";
import { PodshiftError } from "../../errors";
import { type Preview, parseJson, problem } from "../comment/preview";
import { hashOf } from "./hashes";

const hashes = v.record(v.string(), v.string());

const recordSchema = v.object({
  version: v.literal(1),
  stack: v.string(),
  /** ISO 8601. */
  at: v.string(),
  /** podshift's own version. */
  podshift: v.string(),
  /** The review said that it must not be applied. */
  blocked: v.boolean(),
  /** By key of the stack's configuration. */
  config: hashes,
  /** By URN: what is planned, what is asked for, what the state held. */
  resources: v.record(
    v.string(),
    v.object({ operations: v.array(v.string()), asked: hashes, known: hashes, failed: v.string() }),
  ),
});

/** What a review saw, without any value: enough to tell at the time of `up` whether it is still what is there. */
export type ReviewRecord = v.InferOutput<typeof recordSchema>;

/** podshift's own text in each resource, and the resource's own URN: neither says anything about the stack. */
const LEFT_OUT = new Set(["__provider", "__urn"]);

export interface Recorded {
  readonly stack: string;
  readonly at: string;
  readonly podshift: string;
  readonly blocked: boolean;
}

/**
 * Takes down what a preview shows: every step, and the state that it rests on.
 *
 * @throws REVIEW_INPUT_INVALID when unchanged resources aren't in it: their state could move unseen
 */
export function recordOf(preview: Preview, about: Recorded): ReviewRecord {
  refuseIncomplete(preview);
  const resources: ReviewRecord["resources"] = {};
  for (const { op, urn, oldState, newState } of preview.steps ?? []) {
    const before = resources[urn];
    resources[urn] = {
      operations: [...(before?.operations ?? []), op],
      asked: { ...before?.asked, ...keys(newState?.inputs) },
      known: { ...before?.known, ...keys({ ...oldState?.inputs, ...oldState?.outputs }), ...identity(oldState) },
      failed: hashOf(oldState?.initErrors ?? []),
    };
  }
  return { version: 1, ...about, config: keys(preview.config), resources };
}

/**
 * Reads a record back.
 *
 * @throws REVIEW_INPUT_INVALID
 */
export function parseRecord(json: string, file: string): ReviewRecord {
  const read = v.safeParse(recordSchema, parseJson(json, file, "podshift review --record"));
  if (read.success) return read.output;
  throw new PodshiftError(
    "REVIEW_INPUT_INVALID",
    `${file} is not what \`podshift review --record\` writes: ${problem(read.issues[0])}`,
    { next: "review the change again, by the same version of podshift" },
  );
}

function refuseIncomplete({ steps = [], changeSummary = {} }: Preview): void {
  const shown = steps.filter(({ op }) => op === "same").length;
  if (shown >= (changeSummary.same ?? 0)) return;
  throw new PodshiftError(
    "REVIEW_INPUT_INVALID",
    `the preview shows ${shown} of ${changeSummary.same} unchanged resources: a record needs them all`,
    { next: "run it with `--show-sames`" },
  );
}

function keys(properties: Readonly<Record<string, unknown>> | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(properties ?? {})
      .filter(([key]) => !LEFT_OUT.has(key))
      .map(([key, value]) => [key, hashOf(value)]),
  );
}

function identity(state: { id?: string | undefined } | null | undefined): Record<string, string> {
  return state?.id === undefined ? {} : { "(id)": hashOf(state.id) };
}
