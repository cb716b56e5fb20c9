import * as v from "valibot";
import { COST_KEYS } from "../migration/cost/costEstimate";
import { PHASES } from "../migration/phases";
import { instant } from "./instant";

const dollars = v.object({ low: v.number(), high: v.number() });
const range = v.object({ low: v.number(), high: v.number() });

const figure = v.object({
  key: v.picklist(COST_KEYS),
  label: v.string(),
  dollars,
  how: v.string(),
  assumption: v.exactOptional(v.string()),
  confirmed: v.boolean(),
});

const sum = v.object({ dollars, figures: v.array(figure) });

const cost = v.object({
  version: v.literal(1),
  pricesOf: v.string(),
  plan: v.string(),
  workload: v.object({
    source: v.picklist(["configured", "measured", "unknown"]),
    queriesPerDay: range,
    writesPerDay: range,
  }),
  before: sum,
  after: sum,
  dedicated: v.exactOptional(sum),
  overlap: sum,
  oneOff: sum,
  breakEven: v.exactOptional(v.object({ queriesPerSecond: v.number() })),
  curve: v.exactOptional(v.array(v.object({ queriesPerSecond: v.number(), dollars }))),
  scenarios: v.exactOptional(
    v.array(
      v.object({
        name: v.string(),
        queriesPerSecond: v.number(),
        writesPerSecond: v.number(),
        dollars: v.number(),
      }),
    ),
  ),
  unconfirmed: v.array(v.object({ price: v.string(), source: v.string() })),
});

const found = v.object({
  environment: v.string(),
  cloud: v.string(),
  podType: v.string(),
  pods: v.number(),
  replicas: v.number(),
  shards: v.number(),
  dimension: v.number(),
  metric: v.string(),
  indexedMetadata: v.exactOptional(v.array(v.string())),
  records: v.number(),
  namespaces: v.number(),
  largestNamespace: v.object({ name: v.string(), records: v.number() }),
});

// A newer podshift may find what this one doesn't know: any code is shown.
const finding = v.object({
  code: v.string(),
  severity: v.picklist(["blocker", "warning", "info"]),
  fact: v.string(),
  remedy: v.string(),
  link: v.string(),
});

const step = v.object({
  phase: v.picklist(PHASES),
  does: v.string(),
  undo: v.string(),
  minutes: v.exactOptional(v.object({ low: v.number(), high: v.number(), how: v.string() })),
});

const assessment = v.object({
  version: v.literal(1),
  at: instant,
  podIndex: v.string(),
  phase: v.exactOptional(v.picklist(PHASES)),
  writes: v.exactOptional(v.string()),
  serverless: v.object({
    name: v.string(),
    cloud: v.string(),
    region: v.string(),
    readNodes: v.exactOptional(
      v.object({ nodeType: v.picklist(["b1", "t1"]), shards: v.number(), replicas: v.number() }),
    ),
  }),
  collection: v.string(),
  found: v.exactOptional(found),
  findings: v.array(finding),
  cost: v.exactOptional(cost),
  steps: v.array(step),
});

/** What `podshift assess --json` prints, of this version or a later one: what is new in it is left out. */
export const assessmentsSchema = v.object({ version: v.literal(1), assessments: v.array(assessment) });

/** An assessment as it was read: what `migration/assessment.ts` defines, but that a finding may have any code. */
export type AssessmentRead = v.InferOutput<typeof assessment>;
export type CostRead = v.InferOutput<typeof cost>;
export type FindingRead = v.InferOutput<typeof finding>;
