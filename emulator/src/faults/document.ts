import * as v from "valibot";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

const SERVER_ERRORS = [500, 502, 503, 504] as const;

/** What happens to a request that a rule strikes. */
const faultSchema = v.variant("kind", [
  /** Refused before any effect. `retryAfterSeconds` is the header of a 429. */
  v.strictObject({
    kind: v.literal("refuse"),
    status: v.picklist([429, ...SERVER_ERRORS]),
    retryAfterSeconds: v.optional(count),
  }),
  /** Has its effect, and is answered as if it failed. */
  v.strictObject({ kind: v.literal("refuseAfter"), status: v.picklist([429, ...SERVER_ERRORS]) }),
  /** Is answered later; the effect comes after the delay as well. */
  v.strictObject({ kind: v.literal("delay"), ms: count, upToMs: v.optional(count) }),
  /** The connection ends without an answer, before or after the effect. */
  v.strictObject({ kind: v.literal("reset"), when: v.picklist(["before", "after"]) }),
  /** Has its effect; the connection ends in the middle of the answer. */
  v.strictObject({ kind: v.literal("truncate") }),
  /** What the request makes stays Initializing for good. */
  v.strictObject({ kind: v.literal("stuck") }),
  /** The index that the request makes ends InitializationFailed. */
  v.strictObject({ kind: v.literal("failed") }),
  /** What the request makes gets ready so much later; what it writes is shown by reads of a serverless index so much later. */
  v.strictObject({ kind: v.literal("late"), ms: count }),
]);

const ruleSchema = v.strictObject({
  /** Default: both. */
  plane: v.optional(v.picklist(["control", "data"])),
  method: v.optional(v.picklist(["GET", "POST", "PATCH", "DELETE", "GRPC"])),
  /** A path as the journal has it, or its beginning with `*` behind it. */
  path: v.optional(v.pipe(v.string(), v.nonEmpty())),
  /** Name of an index, for its data plane. */
  index: v.optional(v.pipe(v.string(), v.nonEmpty())),
  fault: faultSchema,
  /** Share of the requests that match. */
  probability: v.optional(share, 1),
  /** Requests that match and are spared first. */
  skip: v.optional(count, 0),
  /** Strikes after which the rule rests. */
  count: v.optional(count),
});

const documentSchema = v.strictObject({
  seed: v.optional(v.pipe(v.number(), v.integer()), 1),
  rules: v.array(ruleSchema),
});

/** Faults as they are written: in a file, or as the body of `POST /_emulator/faults`. */
export type FaultDocument = v.InferInput<typeof documentSchema>;
/** The same with every default filled in. */
export type FaultPlan = v.InferOutput<typeof documentSchema>;
export type FaultRule = FaultPlan["rules"][number];
export type Fault = FaultRule["fault"];

/** A document that can't be read; every finding with its path. */
export class FaultDocumentError extends Error {
  /** To know it by where the class is another copy. */
  override readonly name = "FaultDocumentError";

  constructor(
    /** Each with its path. */
    readonly findings: readonly string[],
  ) {
    super(`The faults can't be read: ${findings.join("; ")}`);
  }
}

/** @throws FaultDocumentError */
export function readFaults(json: unknown): FaultPlan {
  const read = v.safeParse(documentSchema, json);
  if (read.success) return read.output;
  throw new FaultDocumentError(read.issues.map((issue) => `${v.getDotPath(issue) ?? "(document)"}: ${issue.message}`));
}
