import * as v from "valibot";
import { formatCount } from "../../util/format";
import type { PlannedStep } from "./plannedStep";

const reportSchema = v.looseObject({
  counts: v.looseObject({ pod: v.number(), serverless: v.number() }),
  ids: v.looseObject({ missing: v.number(), extra: v.number() }),
  content: v.looseObject({ compared: v.number(), of: v.number(), different: v.number() }),
  queries: v.looseObject({
    asked: v.number(),
    topK: v.number(),
    meanOverlap: v.number(),
    recall: v.optional(v.looseObject({ serverless: v.looseObject({ mean: v.number() }) })),
  }),
});

const proofSchema = v.looseObject({
  version: v.optional(v.number()),
  clean: v.boolean(),
  content: v.string(),
  finishedAt: v.string(),
  podIndex: v.optional(v.string()),
  serverlessIndex: v.optional(v.string()),
  podHost: v.optional(v.string()),
  host: v.optional(v.string()),
  digests: v.optional(v.record(v.string(), v.looseObject({ records: v.number() }))),
});

/** What a parity check left in the state. */
export interface KnownParity {
  readonly clean: boolean;
  readonly verdict: string;
  /** ISO 8601; "" when it did not finish. */
  readonly finishedAt: string;
  readonly report: v.InferOutput<typeof reportSchema> | undefined;
}

/** The proof that a retirement rests on. */
export type KnownProof = v.InferOutput<typeof proofSchema>;

/** What the last parity check found; undefined when none was made, or the preview doesn't show it. */
export function knownParity(step: PlannedStep | undefined): KnownParity | undefined {
  const { clean, verdict, proof, report } = step?.known ?? {};
  if (typeof clean !== "boolean" || typeof verdict !== "string") return undefined;
  const read = v.safeParse(reportSchema, report);
  const proven = knownProof(proof);
  return { clean, verdict, finishedAt: proven?.finishedAt ?? "", report: read.success ? read.output : undefined };
}

/** A proof; undefined when there is none yet, or another resource is still to make it. */
export function knownProof(proof: unknown): KnownProof | undefined {
  const read = v.safeParse(proofSchema, proof);
  return read.success ? read.output : undefined;
}

/** Records that a proof covers. */
export function recordsOf({ digests = {} }: KnownProof): number {
  return Object.values(digests).reduce((total, { records }) => total + records, 0);
}

/** "ids: 0 missing, 0 extra · content: 60 of 60, 0 different · queries: overlap@10 0.998, recall 0.991". */
export function levels({ ids, content, queries }: NonNullable<KnownParity["report"]>): string {
  return [
    `ids: ${formatCount(ids.missing)} missing, ${formatCount(ids.extra)} extra`,
    `content: ${formatCount(content.compared)} of ${formatCount(content.of)} compared, ${formatCount(content.different)} different`,
    queriesLevel(queries),
  ].join(" · ");
}

function queriesLevel({ asked, topK, meanOverlap, recall }: NonNullable<KnownParity["report"]>["queries"]): string {
  if (asked === 0) return "queries: none asked";
  const exact = recall === undefined ? "" : `, recall ${recall.serverless.mean.toFixed(3)}`;
  return `queries: overlap@${topK} ${meanOverlap.toFixed(3)}${exact}`;
}
