import type { CostEstimate } from "./cost/costEstimate";
import type { ReadNodes } from "./cost/dedicatedCost";
import type { Phase } from "./phases";
import type { Finding } from "./preflight";

/** The pod index as it was found. */
export interface AssessedPodIndex {
  readonly environment: string;
  readonly cloud: string;
  readonly podType: string;
  /** Shards times replicas. */
  readonly pods: number;
  readonly replicas: number;
  readonly shards: number;
  readonly dimension: number;
  readonly metric: string;
  /** Left out when all fields are indexed. */
  readonly indexedMetadata?: readonly string[];
  readonly records: number;
  readonly namespaces: number;
  /** The default namespace is "". */
  readonly largestNamespace: { readonly name: string; readonly records: number };
}

/** How long something takes, in minutes. */
export interface MinutesRange {
  readonly low: number;
  readonly high: number;
  /** What the estimate rests on. */
  readonly how: string;
}

/** What a phase does to a migration, in the order in which a migration goes through them. */
export interface AssessedStep {
  readonly phase: Phase;
  readonly does: string;
  readonly undo: string;
  /** Left out where it takes seconds. */
  readonly minutes?: MinutesRange;
}

/**
 * What can be said of one migration before it happens: what was found, what stands in the way, what it costs, how long
 * it takes. `podshift assess --json` prints it; the preview, the pull-request comment and the report show it. Plain JSON.
 */
export interface Assessment {
  readonly version: 1;
  /** ISO 8601. */
  readonly at: string;
  readonly podIndex: string;
  /** As the stack file has it; left out when the index was assessed without one. */
  readonly phase?: Phase;
  readonly writes?: string;
  readonly serverless: {
    readonly name: string;
    readonly cloud: string;
    readonly region: string;
    /** Dedicated read nodes, where they are asked for; then `cost.dedicated` is what is to come. */
    readonly readNodes?: ReadNodes;
  };
  readonly collection: string;
  /** Left out when there is no such pod index. */
  readonly found?: AssessedPodIndex;
  readonly findings: readonly Finding[];
  readonly cost?: CostEstimate;
  readonly steps: readonly AssessedStep[];
}

/** What `podshift assess --json` prints. */
export interface Assessments {
  readonly version: 1;
  readonly assessments: readonly Assessment[];
}
