import type { IndexDescription, PodSpec } from "../../pinecone/types";
import { formatCount } from "../../util/format";
import { foundProtection } from "../guard";
import type { PreflightFacts } from "./facts";
import { blocker, type Finding, info, LINKS } from "./finding";

/** Most dimensions of a dense index. Source: docs.pinecone.io, operation limits, read 2026-11. */
const MOST_DIMENSIONS = 20_000;
const METRICS: readonly string[] = ["cosine", "euclidean", "dotproduct"];
/** Fields that a message names. */
const NAMED = 20;

/** What the pod index has or does that serverless has otherwise, or not. */
export function featureFindings(pod: IndexDescription<PodSpec>, { stats }: PreflightFacts): Finding[] {
  return [
    ...shape(pod),
    ...protection(pod),
    ...selectiveMetadata(pod),
    ...sparseValues(pod),
    ...p2Pods(pod),
    ...(stats === undefined ? [] : [statsByFilter(), podOnlyCalls(), oldClients()]),
  ];
}

function shape({ name, dimension, metric, vectorType }: IndexDescription<PodSpec>): Finding[] {
  const odd = [
    ...(Number.isInteger(dimension) && dimension >= 1 && dimension <= MOST_DIMENSIONS
      ? []
      : [`${formatCount(dimension)} dimensions`]),
    ...(METRICS.includes(metric) ? [] : [`metric ${metric}`]),
    ...(vectorType === "dense" ? [] : [`${vectorType} vectors`]),
  ];
  if (odd.length === 0) return [];
  return [
    blocker(
      "SHAPE_NOT_SUPPORTED",
      `${name} has ${odd.join(", ")}; the serverless index must have the same, and can't`,
      `serverless takes 1 to ${formatCount(MOST_DIMENSIONS)} dimensions of dense vectors, with ${METRICS.join(", ")}: ask the vendor's support`,
      LINKS.limits,
    ),
  ];
}

function protection(pod: IndexDescription<PodSpec>): Finding[] {
  if (foundProtection(pod) !== "enabled") return [];
  return [
    info(
      "DELETION_PROTECTION",
      `${pod.name} has deletion protection`,
      "it stays on until `retire`, which lifts it only after its proof; `pulumi destroy` leaves it as it is",
    ),
  ];
}

/** No number of fields that a schema may have is published; the pod index's were taken once. */
function selectiveMetadata({ spec: { indexedMetadata } }: IndexDescription<PodSpec>): Finding[] {
  if (indexedMetadata === undefined) return [];
  const named = indexedMetadata.slice(0, NAMED).join(", ") || "(none)";
  const more = indexedMetadata.length > NAMED ? ` and ${formatCount(indexedMetadata.length - NAMED)} more` : "";
  return [
    info(
      "SELECTIVE_METADATA",
      `only these metadata fields are indexed: ${named}${more}`,
      "carried over as the serverless index's `schema`; other fields can't be filtered on, as today. That a schema and a collection go together is in the API's definition, and unconfirmed otherwise",
    ),
  ];
}

/** Source: docs.pinecone.io, known limitations: with another metric writes of sparse values succeed, and queries fail. */
function sparseValues({ metric, spec: { podType } }: IndexDescription<PodSpec>): Finding[] {
  if (metric === "dotproduct" || !/^[sp]1/.test(podType)) return [];
  return [
    info(
      "SPARSE_NEEDS_DOTPRODUCT",
      `the metric is ${metric}: records with sparse values are kept, but can't be queried by them`,
      "nothing to do if your application doesn't use sparse values",
      LINKS.limits,
    ),
  ];
}

function p2Pods({ spec: { podType } }: IndexDescription<PodSpec>): Finding[] {
  if (!podType.startsWith("p2")) return [];
  return [
    info(
      "SLOW_POD_WRITES",
      "p2 pods take 50 to 300 writes a second and have no sparse values",
      "a rollback brings back what was written since the cutover at that rate, and a new p2 index from the collection takes hours: decide early",
      LINKS.podTypes,
    ),
  ];
}

function statsByFilter(): Finding {
  return info(
    "STATS_BY_FILTER",
    "serverless refuses describe_index_stats with a metadata filter",
    "look for it in your application before the cutover",
  );
}

function podOnlyCalls(): Finding {
  return info(
    "POD_ONLY_CALLS",
    "serverless has no replicas or pod sizes to change, and no collections: backups instead",
    "look for configure_index with replicas or pod_type and for create_collection in your scripts before the cutover",
  );
}

/** Source: the vendor's migration page, step 4, as of early 2025. */
function oldClients(): Finding {
  return info(
    "OLD_CLIENTS",
    "clients older than Python 3.0.0, Node 2.0.0, Java 1.0.0 or Go 1.0.0 can't talk to serverless",
    "update the client of your application before the cutover; `environment` and `init` are gone in newer ones",
  );
}

/** What is known of the end of the API that the move needs. */
export function apiSunset(): Finding {
  return info(
    "API_SUNSET",
    "from API 2026-07 on neither a serverless index from a collection nor a pod index can be made; this stack uses 2026-04",
    "finish the copy while 2026-04 is answered: a version is for at least 12 months, so until about April 2027 (no date is published)",
    LINKS.versioning,
  );
}
