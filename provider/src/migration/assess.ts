import type { IndexDescription, IndexStats, PineconeClient, PodSpec } from "../pinecone/types";
import type { AssessedPodIndex, Assessment } from "./assessment";
import type { CostEstimate } from "./cost/costEstimate";
import { type CostInputs, estimateCost } from "./cost/estimate";
import { PLANS, type Plan, type PriceTable } from "./cost/prices";
import {
  configuredWorkload,
  type MeasuredTraffic,
  measuredWorkload,
  unknownWorkload,
  type Workload,
} from "./cost/workload";
import { cloudOfEnvironment } from "./environments";
import { type Beside, gatherFacts, type MigrationNames } from "./gatherFacts";
import type { LimitsProfile } from "./limits";
import type { Phase } from "./phases";
import type { VendorPlan } from "./plans";
import { isPod, type PreflightFacts, preflight } from "./preflight";
import { largestNamespace } from "./preflight/limits";
import { assessedSteps, serviceMinutes } from "./steps";
import { recordBytesOf, type WorkloadSettings, workloadConfig } from "./workloadSettings";

/** What is asked about one migration. */
export interface AssessRequest extends MigrationNames {
  readonly limits: LimitsProfile;
  readonly phase?: Phase;
  readonly writes?: CostInputs["writes"];
  /** The vendor's plan; where nobody says it, Standard is taken for the prices. */
  readonly plan?: VendorPlan;
  /** Instead of podshift's own. */
  readonly prices?: PriceTable;
  readonly workload?: WorkloadSettings;
  /** What the vendor's metrics show. */
  readonly measured?: MeasuredTraffic;
  /** As the stack file has it; its defaults when left out. */
  readonly parity?: CostInputs["parity"];
  /** Dedicated read nodes, where the stack file asks for them. */
  readonly readNodes?: NonNullable<CostInputs["readNodes"]>;
}

/** `parity` of a stack file that doesn't say it. */
const PARITY: CostInputs["parity"] = { content: 20_000, queries: 200 };

/**
 * Looks at one migration and says all that is known of it before it happens. Three requests at most; changes nothing.
 *
 * @param at now, in milliseconds since 1970
 */
export async function assess(
  client: PineconeClient,
  request: AssessRequest,
  at: number,
  beside: Beside = {},
): Promise<Assessment> {
  return assessFacts(await gatherFacts(client, request, request.limits, beside), request, at);
}

/** Judges what was gathered: findings, cost, steps. */
export function assessFacts(facts: PreflightFacts, request: AssessRequest, at: number): Assessment {
  const { phase, writes, plan, readNodes } = request;
  const { podIndex, pod, stats, serverless, collection } = facts;
  const known = pod !== undefined && isPod(pod) && stats !== undefined ? { pod, stats } : undefined;
  const workload = known === undefined ? undefined : workloadOf(known.pod, request);
  const cost = known === undefined || workload === undefined ? undefined : costOf(known, workload, request);
  return {
    version: 1,
    at: new Date(at).toISOString(),
    podIndex,
    ...(phase === undefined ? {} : { phase }),
    ...(writes === undefined ? {} : { writes }),
    serverless: {
      ...{ name: serverless.name, cloud: serverless.cloud, region: serverless.region },
      ...(readNodes === undefined ? {} : { readNodes }),
    },
    collection,
    ...(known === undefined ? {} : { found: foundOf(known.pod, known.stats) }),
    findings: preflight({
      ...facts,
      ...(plan === undefined ? {} : { plan }),
      ...(readNodes === undefined ? {} : { readNodes }),
      ...(workload === undefined ? {} : { workload }),
      ...(cost === undefined ? {} : { cost }),
    }),
    ...(cost === undefined ? {} : { cost }),
    steps: known === undefined || workload === undefined ? [] : stepsOf(known, workload, request),
  };
}

interface Known {
  readonly pod: IndexDescription<PodSpec>;
  readonly stats: IndexStats;
}

function foundOf(pod: IndexDescription<PodSpec>, stats: IndexStats): AssessedPodIndex {
  const { environment, podType, pods, replicas, shards, indexedMetadata } = pod.spec;
  return {
    environment,
    cloud: cloudOfEnvironment(environment) ?? "unknown",
    podType,
    pods,
    replicas,
    shards,
    dimension: pod.dimension,
    metric: pod.metric,
    ...(indexedMetadata === undefined ? {} : { indexedMetadata }),
    records: stats.total,
    namespaces: stats.namespaces.size,
    largestNamespace: largestNamespace(stats),
  };
}

function workloadOf({ spec }: IndexDescription<PodSpec>, { workload, measured }: AssessRequest): Workload {
  const config = workload === undefined ? undefined : workloadConfig(workload);
  if (measured !== undefined) return measuredWorkload(measured, spec, config);
  return config === undefined ? unknownWorkload(spec) : configuredWorkload(config, spec);
}

/** None for the plans with a flat price: they have no pods and no price for what is above their allowance. */
function costOf({ pod, stats }: Known, workload: Workload, request: AssessRequest): CostEstimate | undefined {
  const plan = pricedPlan(request.plan);
  if (plan === undefined) return undefined;
  const recordBytes = recordBytesOf(request.workload ?? {}, pod.dimension);
  const { low, high } = serviceMinutes(stats.total);
  return estimateCost({
    pod: pod.spec,
    namespaces: stats.namespaces,
    dimension: pod.dimension,
    ...(recordBytes === undefined ? {} : { recordBytes }),
    workload,
    plan,
    region: request.serverless.region,
    cloud: request.serverless.cloud,
    ...(request.prices === undefined ? {} : { prices: request.prices }),
    ...(request.writes === undefined ? {} : { writes: request.writes }),
    parity: request.parity ?? PARITY,
    copyMinutes: { low, high },
    ...(request.readNodes === undefined ? {} : { readNodes: request.readNodes }),
  });
}

function pricedPlan(plan: VendorPlan = "standard"): Plan | undefined {
  return PLANS.find((priced) => priced === plan);
}

function stepsOf({ pod, stats }: Known, { source, writesPerDay }: Workload, request: AssessRequest) {
  return assessedSteps({
    records: stats.total,
    podType: pod.spec.podType,
    writes: request.writes ?? "mirrored",
    content: (request.parity ?? PARITY).content,
    ...(source === "unknown" ? {} : { writesPerDay: writesPerDay.high }),
  });
}
