import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { collectionKept } from "./collectionKept";
import { costBelowCeiling } from "./costBelowCeiling";
import { costKnown } from "./costKnown";
import { noPlaintextKey } from "./noPlaintextKey";
import { podIndexNotDropped } from "./podIndexNotDropped";
import { regionAllowed } from "./regionAllowed";
import { retirementProven } from "./retirementProven";
import { serverlessProtected } from "./serverlessProtected";
import { writeLogBeforeCollection } from "./writeLogBeforeCollection";

/** The rules of the pack, in the order in which docs/policies.md tells of them. */
export const policies: readonly (ResourceValidationPolicy | StackValidationPolicy)[] = [
  podIndexNotDropped(),
  retirementProven(),
  writeLogBeforeCollection(),
  collectionKept(),
  costBelowCeiling(),
  costKnown(),
  regionAllowed(),
  serverlessProtected(),
  noPlaintextKey(),
];
