import * as v from "valibot";

const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
const whole = v.pipe(v.number(), v.integer(), v.minValue(1));
/** Metadata of a record. Source: docs.pinecone.io, indexing overview, read 2026-11: 40 KB. */
const MOST_METADATA_BYTES = 40 * 1024;
/** Records of one upsert, and bytes of one answer to a query. Source: docs.pinecone.io, operation limits, read 2026-11. */
const MOST_RECORDS_PER_WRITE = 1_000;
const MOST_ANSWER_BYTES = 4 * 1024 * 1024;

const profileSchema = v.picklist(["current", "guide-2025"]);

/** Numbers instead of a profile, such as those that the vendor's support raised. */
export const limitsNumbersSchema = v.strictObject({
  records: whole,
  namespaces: whole,
  clouds: v.exactOptional(v.pipe(v.array(v.picklist(["aws", "gcp", "azure"])), v.minLength(1))),
});

/** A profile's name, or numbers: which of the two is told by the form, so that a problem is named where it is. */
export const limitsSchema = v.lazy((given) =>
  typeof given === "object" && given !== null ? limitsNumbersSchema : profileSchema,
);

export const namespaceWorkloadSchema = v.strictObject({
  queriesPerDay: v.exactOptional(amount),
  writesPerDay: v.exactOptional(amount),
});

/** The traffic of the index, as far as it is known. */
export const workloadSchema = v.strictObject({
  queriesPerDay: v.exactOptional(amount),
  writesPerDay: v.exactOptional(amount),
  namespaces: v.exactOptional(v.record(v.string(), namespaceWorkloadSchema)),
  fetchesPerDay: v.exactOptional(amount),
  metadataBytes: v.exactOptional(v.pipe(amount, v.maxValue(MOST_METADATA_BYTES))),
  recordsPerWrite: v.exactOptional(v.pipe(v.number(), v.minValue(1), v.maxValue(MOST_RECORDS_PER_WRITE))),
  overwrites: v.exactOptional(v.pipe(amount, v.maxValue(1))),
  answerBytes: v.exactOptional(v.pipe(amount, v.maxValue(MOST_ANSWER_BYTES))),
});

/** What the vendor charges. */
export const pricingSchema = v.strictObject({
  plan: v.exactOptional(v.picklist(["starter", "builder", "standard", "enterprise"])),
  file: v.exactOptional(v.pipe(v.string(), v.nonEmpty())),
});

/** What no schema of one key can see: namespaces that have more traffic together than the whole index. */
export function workloadProblems(
  podIndex: string,
  workload: v.InferOutput<typeof workloadSchema> | undefined,
): string[] {
  return (["queriesPerDay", "writesPerDay"] as const).flatMap((key) => {
    const whole = workload?.[key];
    const parts = Object.values(workload?.namespaces ?? {}).reduce((sum, each) => sum + (each[key] ?? 0), 0);
    if (whole === undefined || parts <= whole) return [];
    return [`${podIndex}: \`workload.${key}\` is ${whole}, and its namespaces have ${parts} together`];
  });
}
