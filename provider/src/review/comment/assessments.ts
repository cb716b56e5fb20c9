import * as v from "valibot";
import { PodshiftError } from "../../errors";
import { parseJson, problem } from "./preview";

const dollars = v.looseObject({ low: v.number(), high: v.number() });
const figure = v.looseObject({
  label: v.string(),
  dollars,
  how: v.string(),
  assumption: v.optional(v.string()),
  confirmed: v.boolean(),
});
const sum = v.looseObject({ dollars, figures: v.array(figure) });
const range = v.looseObject({ low: v.number(), high: v.number() });

const costSchema = v.looseObject({
  pricesOf: v.string(),
  plan: v.string(),
  workload: v.looseObject({
    source: v.picklist(["configured", "measured", "unknown"]),
    queriesPerDay: range,
    writesPerDay: range,
  }),
  before: sum,
  after: sum,
  dedicated: v.optional(sum),
  overlap: sum,
  oneOff: sum,
  breakEven: v.optional(v.looseObject({ queriesPerSecond: v.number() })),
  scenarios: v.optional(
    v.array(
      v.looseObject({
        name: v.string(),
        queriesPerSecond: v.number(),
        writesPerSecond: v.number(),
        dollars: v.number(),
      }),
    ),
  ),
  unconfirmed: v.optional(v.array(v.looseObject({ price: v.string(), source: v.string() })), []),
});

const assessmentSchema = v.looseObject({
  at: v.string(),
  podIndex: v.string(),
  found: v.optional(v.looseObject({ records: v.number(), namespaces: v.number() })),
  findings: v.array(
    v.looseObject({
      code: v.string(),
      severity: v.picklist(["blocker", "warning", "info"]),
      fact: v.string(),
      remedy: v.string(),
      link: v.string(),
    }),
  ),
  cost: v.optional(costSchema),
  steps: v.optional(
    v.array(
      v.looseObject({
        phase: v.string(),
        does: v.string(),
        undo: v.string(),
        minutes: v.optional(v.looseObject({ low: v.number(), high: v.number(), how: v.string() })),
      }),
    ),
    [],
  ),
});

const assessmentsSchema = v.looseObject({ version: v.literal(1), assessments: v.array(assessmentSchema) });

/** An assessment as far as a review reads it: what `migration/assessment.ts` defines, of this version or a later one. */
export type AssessmentRead = v.InferOutput<typeof assessmentSchema>;
export type CostRead = v.InferOutput<typeof costSchema>;
export type FindingRead = AssessmentRead["findings"][number];

/**
 * Reads what `podshift assess --json` prints.
 *
 * @throws REVIEW_INPUT_INVALID
 */
export function parseAssessments(json: string, file: string): AssessmentRead[] {
  const read = v.safeParse(assessmentsSchema, parseJson(json, file, "podshift assess --json"));
  if (read.success) return read.output.assessments;
  throw new PodshiftError(
    "REVIEW_INPUT_INVALID",
    `${file} is not what \`podshift assess --json\` prints: ${problem(read.issues[0])}`,
    { next: "write it anew: `podshift assess --json > assess.json`, by the same version of podshift" },
  );
}
