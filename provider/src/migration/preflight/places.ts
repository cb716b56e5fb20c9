import type { Cloud, IndexDescription, PodSpec } from "../../pinecone/types";
import { cloudOfEnvironment, nearestRegion, SERVERLESS_REGIONS, twinRegion } from "../environments";
import type { PreflightFacts } from "./facts";
import { blocker, type Finding, info, LINKS, warning } from "./finding";

/** Where the serverless index would be, against where it may be and where the pod index is. */
export function placeFindings(pod: IndexDescription<PodSpec>, facts: PreflightFacts): Finding[] {
  return [...refused(pod, facts), ...planRegion(facts), ...moves(pod, facts), ...privateEndpoint(pod)];
}

function refused({ spec: { environment } }: IndexDescription<PodSpec>, facts: PreflightFacts): Finding[] {
  const { serverless, limits } = facts;
  const cloud = cloudOfEnvironment(environment);
  const regions: readonly string[] | undefined = SERVERLESS_REGIONS[serverless.cloud as Cloud];
  if (cloud !== undefined && serverless.cloud !== cloud) {
    return [
      blocker(
        "CLOUD_MISMATCH",
        `the pod index is on ${cloud} (${environment}), the serverless index would be on ${serverless.cloud}`,
        `set \`serverless.cloud: ${cloud}\`: a collection can't leave its cloud`,
      ),
    ];
  }
  if (!limits.clouds.some((allowed) => allowed === serverless.cloud)) {
    return [
      blocker(
        "CLOUD_NOT_SUPPORTED",
        `the limits profile has no migration on ${serverless.cloud}`,
        `choose one of ${limits.clouds.join(", ")}, or \`limits: current\``,
      ),
    ];
  }
  if (regions?.includes(serverless.region) === false) {
    return [
      blocker(
        "REGION_NOT_SERVERLESS",
        `${serverless.cloud} has no serverless region ${serverless.region}`,
        `choose one of ${regions.join(", ")}`,
        LINKS.createIndex,
      ),
    ];
  }
  return [];
}

/** Source: docs.pinecone.io, object limits, read 2026-11: Starter indexes must be in us-east-1 of AWS. */
function planRegion({ plan, serverless: { cloud, region } }: PreflightFacts): Finding[] {
  if (plan !== "starter" || (cloud === "aws" && region === "us-east-1")) return [];
  return [
    blocker(
      "PLAN_REGION",
      `the Starter plan has serverless indexes only in aws us-east-1, not in ${cloud} ${region}`,
      "take that region, or another plan (`pricing.plan`)",
      LINKS.objectLimits,
    ),
  ];
}

function moves({ spec: { environment } }: IndexDescription<PodSpec>, { serverless }: PreflightFacts): Finding[] {
  const twin = twinRegion(environment);
  if (twin === serverless.region) return [];
  const fact = `the data moves from ${environment} to ${serverless.cloud} ${serverless.region}`;
  if (twin !== undefined) {
    return [
      warning(
        "REGION_MOVES",
        fact,
        `\`serverless.region: ${twin}\` is in the same place as the pod index`,
        LINKS.createIndex,
      ),
    ];
  }
  const say = nearestRegion(environment) === serverless.region ? info : warning;
  return [say("REGION_MOVES", fact, withoutTwin(environment, serverless.region), LINKS.createIndex)];
}

function withoutTwin(environment: string, region: string): string {
  const nearest = nearestRegion(environment);
  const cloud = cloudOfEnvironment(environment);
  if (nearest === region) {
    return "serverless has no region in the same place, and this is the nearest: expect another latency from your application";
  }
  if (nearest !== undefined) {
    return `serverless has no region in the same place; the nearest is ${nearest}: \`serverless.region: ${nearest}\``;
  }
  const choice = cloud === undefined ? "" : `; ${cloud} has ${SERVERLESS_REGIONS[cloud].join(", ")}`;
  return `serverless has no region near the pod index${choice}: measure the latency from your application first`;
}

/** A guide of 2024 had private endpoints on AWS only; today's pages don't say. */
function privateEndpoint({ name, privateHost }: IndexDescription<PodSpec>): Finding[] {
  if (privateHost === undefined) return [];
  return [
    warning(
      "PRIVATE_ENDPOINT",
      `${name} is reached through a private endpoint (${privateHost}); the serverless index has a host of its own`,
      "see that your endpoint reaches serverless indexes before the cutover: the vendor had it on AWS only in 2024; other clouds are unconfirmed",
    ),
  ];
}
