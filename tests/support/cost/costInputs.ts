import type { CostInputs } from "../../../provider/src/migration/cost/estimate";
import {
  configuredWorkload,
  unknownWorkload,
  type WorkloadConfig,
} from "../../../provider/src/migration/cost/workload";

const POD = { podType: "p1.x1", pods: 2, replicas: 1 };

/** An index of 500,000 records, 1.79 GB, in one namespace, in the region whose prices are confirmed. */
export function costInputs(workload?: WorkloadConfig, changes: Partial<CostInputs> = {}): CostInputs {
  const pod = changes.pod ?? POD;
  return {
    pod,
    namespaces: new Map([["", 500_000]]),
    dimension: 768,
    recordBytes: 3_580,
    workload: workload === undefined ? unknownWorkload(pod) : configuredWorkload(workload, pod),
    plan: "standard",
    region: "us-east-1",
    cloud: "aws",
    parity: { content: 20_000, queries: 200 },
    ...changes,
  };
}

/** Nothing about it is a guess. */
export const KNOWN: WorkloadConfig = {
  queriesPerDay: 86_400,
  writesPerDay: 10_000,
  recordsPerWrite: 1,
  overwrites: 0.5,
  answerBytes: 1_000,
};
