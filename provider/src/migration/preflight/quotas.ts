import type { IndexDescription, PodSpec } from "../../pinecone/types";
import { formatCount } from "../../util/format";
import { BYTES_PER_DIMENSION, gigabytes } from "../cost/units";
import { PLAN_QUOTAS, type VendorPlan } from "../plans";
import type { PreflightFacts } from "./facts";
import { type Finding, LINKS, warning } from "./finding";

/** Taken where nobody said the plan: the one that pods are mostly on. */
const ASSUMED_PLAN: VendorPlan = "standard";

/** What the plan lets a project have, against what it would have then. */
export function quotaFindings(pod: IndexDescription<PodSpec>, facts: PreflightFacts): Finding[] {
  return [...indexQuota(facts), ...namespaceQuota(facts), ...storageQuota(pod, facts)];
}

function indexQuota({ project, plan }: PreflightFacts): Finding[] {
  if (project === undefined) return [];
  const { indexes } = PLAN_QUOTAS[plan ?? ASSUMED_PLAN];
  const { serverlessIndexes, toCome } = project;
  if (serverlessIndexes + toCome <= indexes) return [];
  return [
    warning(
      "INDEX_QUOTA",
      `the project would have ${formatCount(serverlessIndexes + toCome)} serverless indexes, ${formatCount(toCome)} of them new; ${planWords(plan)} has ${formatCount(indexes)}`,
      "the service answers 403 to more: delete one that nobody uses, or have the vendor's support raise it, before the copy",
      LINKS.objectLimits,
    ),
  ];
}

function namespaceQuota({ stats, plan, limits }: PreflightFacts): Finding[] {
  const { namespaces } = PLAN_QUOTAS[plan ?? ASSUMED_PLAN];
  // More than the service moves at all is said already, and stops.
  if (stats === undefined || stats.namespaces.size <= namespaces || stats.namespaces.size > limits.namespaces)
    return [];
  return [
    warning(
      "NAMESPACE_QUOTA",
      `${formatCount(stats.namespaces.size)} namespaces; an index of ${planWords(plan)} has ${formatCount(namespaces)}`,
      "choose a larger plan before the copy, or delete namespaces that nobody uses",
      LINKS.objectLimits,
    ),
  ];
}

/** Vectors alone, without ids and metadata: what it is at least. */
function storageQuota({ dimension }: IndexDescription<PodSpec>, { stats, plan }: PreflightFacts): Finding[] {
  const { storageGb } = PLAN_QUOTAS[plan ?? ASSUMED_PLAN];
  if (stats === undefined || storageGb === undefined) return [];
  const least = gigabytes(stats.total, dimension * BYTES_PER_DIMENSION);
  if (least <= storageGb) return [];
  return [
    warning(
      "STORAGE_QUOTA",
      `the vectors alone are ${least.toFixed(1)} GB; ${planWords(plan)} holds ${storageGb} GB`,
      "choose a larger plan before the copy: whether the service refuses it or the index is cut off is not documented",
      LINKS.objectLimits,
    ),
  ];
}

function planWords(plan: VendorPlan | undefined): string {
  const name = plan ?? ASSUMED_PLAN;
  const capital = `the ${name.charAt(0).toUpperCase()}${name.slice(1)} plan`;
  return plan === undefined ? `${capital} (assumed: say yours in \`pricing.plan\`)` : capital;
}
