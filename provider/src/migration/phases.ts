/** The phases of a migration, in order. The names are public: they stand in stack files. */
export const PHASES = ["assess", "capture", "copy", "cutover", "retire"] as const;

export type Phase = (typeof PHASES)[number];

export function isPhase(value: unknown): value is Phase {
  return PHASES.some((phase) => phase === value);
}

/** Why a change of phase is not allowed, and what to set instead. */
export interface Refusal {
  readonly why: string;
  readonly next: string;
}

/** The pod index as found: `another` is one of the old name that podshift has never touched. */
export type PodFound = "ours" | "another" | "gone";

/** What to do with another pod index of the old name, whoever asks. */
export const ANOTHER_POD_INDEX_NEXT =
  'if nobody needs that pod index, delete it; to keep it, take this migration out of the stack file first: docs/phases/retire.md, "After it"';

/**
 * Why a change of phase is not allowed, or undefined when it is.
 * `begun` is the phase of the last run that got as far as beginning it; undefined for a new migration.
 */
export function refuseTransition(begun: Phase | undefined, wanted: Phase, pod: PodFound): Refusal | undefined {
  if (wanted === "retire" && begun !== "cutover" && begun !== "retire") {
    return {
      why: `\`phase: retire\` deletes the pod index and is reached only from \`cutover\`, not from ${begun ?? "nothing"}`,
      next: "set `phase: cutover` and run `pulumi up`; `retire` when you are sure, days later",
    };
  }
  if (begun === "retire" && wanted !== "retire" && pod === "gone") {
    return {
      why: "the pod index is deleted: there is no way back from `retire` but a pod index made from the collection by hand",
      next: "set `phase: retire`, which changes nothing more",
    };
  }
  if (begun === "retire" && wanted !== "retire" && pod === "another") {
    return {
      why: "the pod index that was migrated is gone, and there is another pod index of its name: it lacks what was written to serverless since",
      next: ANOTHER_POD_INDEX_NEXT,
    };
  }
  if ((begun === "cutover" || begun === "retire") && (wanted === "assess" || wanted === "capture")) {
    return {
      why: `from \`${begun}\` the way back is \`copy\` (the rollback), not \`${wanted}\``,
      next: `set \`phase: copy\` and run \`pulumi up\`; then \`${wanted}\`, if you still want it`,
    };
  }
  return undefined;
}
