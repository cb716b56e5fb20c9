import type { IndexDescription, IndexStats, Tags } from "../../pinecone/types";
import type { CaptureFacts } from "../captureFindings";
import type { CostEstimate } from "../cost/costEstimate";
import type { ReadNodes } from "../cost/dedicatedCost";
import type { Workload } from "../cost/workload";
import type { LimitsProfile } from "../limits";
import type { VendorPlan } from "../plans";

/** What preflight looks at; gathered first, judged after. */
export interface PreflightFacts {
  readonly podIndex: string;
  readonly pod: IndexDescription | undefined;
  /** Names of the project's pod-based indexes; left out when nobody looked. */
  readonly podNames?: readonly string[];
  readonly stats: IndexStats | undefined;
  readonly serverless: {
    readonly name: string;
    readonly cloud: string;
    readonly region: string;
    /** Tags in addition to the pod index's own. */
    readonly tags?: Tags;
  };
  /** The index that already has the serverless index's name. */
  readonly nameHolder: IndexDescription | undefined;
  /** True when that index is the one that this migration made. */
  readonly nameHolderIsOurs: boolean;
  readonly collection: string;
  readonly collectionExists: boolean;
  readonly collectionIsOurs: boolean;
  readonly limits: LimitsProfile;
  /** Serverless indexes of the project as it is, and those that are to come with its migrations. */
  readonly project?: { readonly serverlessIndexes: number; readonly toCome: number };
  /** The vendor's plan, where somebody said it. */
  readonly plan?: VendorPlan;
  /** Dedicated read nodes, where they are asked for. */
  readonly readNodes?: ReadNodes;
  /** Left out when nobody knows the traffic. */
  readonly workload?: Workload;
  /** Left out where there is nothing to estimate, such as no pod index. */
  readonly cost?: CostEstimate;
  /** Who records writes, where a copy is about to begin under a write log; left out otherwise. */
  readonly capture?: CaptureFacts;
}
