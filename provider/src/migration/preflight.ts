import { displayNamespace } from "../pinecone/namespace";
import type { Cloud, IndexDescription, IndexStats, PodSpec } from "../pinecone/types";
import { formatCount } from "../util/format";
import { type CaptureFacts, captureFindings } from "./captureFindings";
import { cloudOfEnvironment, SERVERLESS_REGIONS, twinRegion } from "./environments";
import type { LimitsProfile } from "./limits";

export type Severity = "blocker" | "warning" | "info";

/** What preflight can find; public names. */
export const FINDING_CODES = [
  "POD_INDEX_NOT_FOUND",
  "NOT_A_POD_INDEX",
  "POD_INDEX_NOT_READY",
  "TOO_MANY_RECORDS",
  "TOO_MANY_NAMESPACES",
  "CLOUD_MISMATCH",
  "CLOUD_NOT_SUPPORTED",
  "REGION_NOT_SERVERLESS",
  "NAME_INVALID",
  "SERVERLESS_NAME_TAKEN",
  "COLLECTION_NAME_TAKEN",
  "REGION_MOVES",
  "BIG_NAMESPACE",
  "SELECTIVE_METADATA",
  "SPARSE_NEEDS_DOTPRODUCT",
  "STATS_BY_FILTER",
  "API_SUNSET",
  "NO_LIVE_WRITER",
] as const;

export type FindingCode = (typeof FINDING_CODES)[number];

/** One thing that preflight found. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly fact: string;
  readonly remedy: string;
  readonly link: string;
}

/** What preflight looks at; gathered first, judged after. */
export interface PreflightFacts {
  readonly podIndex: string;
  readonly pod: IndexDescription | undefined;
  readonly stats: IndexStats | undefined;
  readonly serverless: { readonly name: string; readonly cloud: string; readonly region: string };
  /** The index that already has the serverless index's name. */
  readonly nameHolder: IndexDescription | undefined;
  /** True when that index is the one that this migration made. */
  readonly nameHolderIsOurs: boolean;
  readonly collection: string;
  readonly collectionExists: boolean;
  readonly collectionIsOurs: boolean;
  readonly limits: LimitsProfile;
  /** Who records writes, where a copy is about to begin under a write log; left out otherwise. */
  readonly capture?: CaptureFacts;
}

const GUIDE = "https://docs.pinecone.io/guides/indexes/pods/migrate-a-pod-based-index-to-serverless";
const CREATE = "https://docs.pinecone.io/guides/index-data/create-an-index";
const UPGRADE = "https://docs.pinecone.io/reference/api/versioning";

/** The longest index or collection name, in characters. Source: docs.pinecone.io, identifier limits, read 2026-11. */
const LONGEST_NAME = 45;
/** Above this share of all records one namespace makes every query cost by the size of nearly everything. */
const BIG_NAMESPACE_SHARE = 0.8;
/** Below this count the size of a namespace doesn't matter: a query costs its minimum anyway. */
const BIG_NAMESPACE_RECORDS = 1_000_000;

/** Judges the facts: every finding at once, blockers first. */
export function preflight(facts: PreflightFacts): Finding[] {
  const { pod } = facts;
  if (pod === undefined) return [podIndexNotFound(facts), ...nameFindings(facts)];
  if (!isPod(pod)) return [notAPodIndex(pod)];
  const findings = [
    ...readiness(pod),
    ...limitFindings(facts),
    ...placeFindings(pod, facts),
    ...nameFindings(facts),
    ...featureFindings(pod, facts),
    ...captureFindings(facts.capture),
    apiSunset(),
  ];
  const rank: Record<Severity, number> = { blocker: 0, warning: 1, info: 2 };
  return findings.sort((a, b) => rank[a.severity] - rank[b.severity]);
}

export function isPod(index: IndexDescription): index is IndexDescription<PodSpec> {
  return index.spec.kind === "pod";
}

function podIndexNotFound({ podIndex }: PreflightFacts): Finding {
  return blocker("POD_INDEX_NOT_FOUND", `there is no index ${podIndex} in this project`, {
    remedy: "check `podIndex` and that the API key is of the project that holds it",
  });
}

function notAPodIndex(index: IndexDescription): Finding {
  return blocker("NOT_A_POD_INDEX", `index ${index.name} is not pod-based (${index.spec.kind})`, {
    remedy: "take it out of `podshift:migrations`: there is nothing to migrate",
  });
}

function readiness(pod: IndexDescription<PodSpec>): Finding[] {
  if (pod.ready) return [];
  return [
    blocker("POD_INDEX_NOT_READY", `index ${pod.name} is ${pod.state}`, {
      remedy: "wait until it is Ready, then try again",
    }),
  ];
}

function limitFindings({ stats, limits }: PreflightFacts): Finding[] {
  if (stats === undefined) return [];
  const findings: Finding[] = [];
  if (stats.total > limits.records) {
    findings.push(
      blocker(
        "TOO_MANY_RECORDS",
        `${formatCount(stats.total)} records; the service moves at most ${formatCount(limits.records)}`,
        {
          remedy: "ask the vendor's support, or choose another `limits` profile if they raised it for you",
        },
      ),
    );
  }
  if (stats.namespaces.size > limits.namespaces) {
    findings.push(
      blocker(
        "TOO_MANY_NAMESPACES",
        `${formatCount(stats.namespaces.size)} namespaces; the service moves at most ${formatCount(limits.namespaces)}`,
        { remedy: "delete namespaces that nobody uses, or ask the vendor's support" },
      ),
    );
  }
  return [...findings, ...bigNamespace(stats)];
}

function bigNamespace(stats: IndexStats): Finding[] {
  const largest = [...stats.namespaces].reduce((a, b) => (b[1] > a[1] ? b : a), ["", 0] as [string, number]);
  if (largest[1] < BIG_NAMESPACE_RECORDS || largest[1] < stats.total * BIG_NAMESPACE_SHARE) return [];
  return [
    {
      code: "BIG_NAMESPACE",
      severity: "warning",
      fact: `namespace ${displayNamespace(largest[0])} holds ${formatCount(largest[1])} of ${formatCount(stats.total)} records`,
      remedy:
        "a serverless query costs by the size of its namespace: think of splitting it, or of dedicated read nodes",
      link: GUIDE,
    },
  ];
}

function placeFindings(pod: IndexDescription<PodSpec>, { serverless, limits }: PreflightFacts): Finding[] {
  const findings: Finding[] = [];
  const { environment } = pod.spec;
  const cloud = cloudOfEnvironment(environment);
  const regions: readonly string[] | undefined = SERVERLESS_REGIONS[serverless.cloud as Cloud];
  if (cloud !== undefined && serverless.cloud !== cloud) {
    findings.push(
      blocker(
        "CLOUD_MISMATCH",
        `the pod index is on ${cloud} (${environment}), the serverless index would be on ${serverless.cloud}`,
        {
          remedy: `set \`serverless.cloud: ${cloud}\`: a collection can't leave its cloud`,
        },
      ),
    );
  } else if (!limits.clouds.some((allowed) => allowed === serverless.cloud)) {
    findings.push(
      blocker("CLOUD_NOT_SUPPORTED", `the limits profile has no migration on ${serverless.cloud}`, {
        remedy: `choose one of ${limits.clouds.join(", ")}, or \`limits: current\``,
      }),
    );
  } else if (regions !== undefined && !regions.includes(serverless.region)) {
    findings.push(
      blocker("REGION_NOT_SERVERLESS", `${serverless.cloud} has no serverless region ${serverless.region}`, {
        remedy: `choose one of ${regions.join(", ")}`,
        link: CREATE,
      }),
    );
  }
  const twin = twinRegion(environment);
  if (twin === undefined || twin !== serverless.region) {
    findings.push({
      code: "REGION_MOVES",
      severity: twin === undefined ? "info" : "warning",
      fact: `the data moves from ${environment} to ${serverless.cloud} ${serverless.region}`,
      remedy:
        twin === undefined
          ? "serverless has no region in the same place: expect another latency from your application"
          : `\`serverless.region: ${twin}\` is in the same place as the pod index`,
      link: CREATE,
    });
  }
  return findings;
}

function nameFindings(facts: PreflightFacts): Finding[] {
  const findings: Finding[] = [];
  const { serverless, collection, podIndex } = facts;
  for (const [what, name] of [
    ["`serverless.name`", serverless.name],
    ["`collection`", collection],
  ] as const) {
    if (!/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name) || name.length > LONGEST_NAME) {
      findings.push(
        blocker("NAME_INVALID", `${what} is "${name}"`, {
          remedy: `use 1 to ${LONGEST_NAME} of a-z, 0-9 and "-", not beginning or ending with "-"`,
        }),
      );
    }
  }
  if (serverless.name === podIndex) {
    findings.push(
      blocker("SERVERLESS_NAME_TAKEN", "`serverless.name` is the pod index's own name", {
        remedy: "choose another: both exist until the pod index is retired",
      }),
    );
  } else if (facts.nameHolder !== undefined && !facts.nameHolderIsOurs) {
    findings.push(
      blocker(
        "SERVERLESS_NAME_TAKEN",
        `an index ${serverless.name} exists already, and this migration did not make it`,
        {
          remedy: "choose another `serverless.name`, or delete that index if it is a left-over",
        },
      ),
    );
  }
  if (facts.collectionExists && !facts.collectionIsOurs) {
    findings.push(
      blocker(
        "COLLECTION_NAME_TAKEN",
        `a collection ${collection} exists already, and this migration did not make it`,
        {
          remedy:
            "choose another `collection`, or delete that one if it is a left-over: it may be older than your records",
        },
      ),
    );
  }
  return findings;
}

function featureFindings(pod: IndexDescription<PodSpec>, { stats }: PreflightFacts): Finding[] {
  const findings: Finding[] = [];
  const { indexedMetadata, podType } = pod.spec;
  if (indexedMetadata !== undefined) {
    findings.push({
      code: "SELECTIVE_METADATA",
      severity: "info",
      fact: `only these metadata fields are indexed: ${indexedMetadata.join(", ") || "(none)"}`,
      remedy: "carried over as the serverless index's `schema`; other fields can't be filtered on, as today",
      link: GUIDE,
    });
  }
  if (pod.metric !== "dotproduct" && podType.startsWith("s1")) {
    findings.push({
      code: "SPARSE_NEEDS_DOTPRODUCT",
      severity: "info",
      fact: `the metric is ${pod.metric}: records with sparse values are kept, but can't be queried by them`,
      remedy: "nothing to do if your application doesn't use sparse values",
      link: GUIDE,
    });
  }
  if (stats !== undefined) {
    findings.push({
      code: "STATS_BY_FILTER",
      severity: "info",
      fact: "serverless refuses describe_index_stats with a metadata filter",
      remedy: "look for it in your application before the cutover",
      link: GUIDE,
    });
  }
  return findings;
}

function apiSunset(): Finding {
  return {
    code: "API_SUNSET",
    severity: "info",
    fact: "creating an index from a collection is refused from API 2026-07 on; this stack uses 2026-04",
    remedy: "finish the copy while 2026-04 is answered",
    link: UPGRADE,
  };
}

function blocker(
  code: FindingCode,
  fact: string,
  { remedy, link = GUIDE }: { remedy: string; link?: string },
): Finding {
  return { code, severity: "blocker", fact, remedy, link };
}
