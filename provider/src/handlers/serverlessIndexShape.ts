import type { MigrationContext } from "../migration/context";
import { cloudOfEnvironment } from "../migration/environments";
import { describeReadCapacity } from "../migration/readCapacity";
import { userTags } from "../migration/tags";
import type { IndexDescription, PodSpec, Tags } from "../pinecone/types";
import type { CheckFailure } from "./runtime/define";
import type { ServerlessIndexInputs } from "./serverlessIndex";

/** Stands for every metadata field. */
export const ALL_FIELDS = "*";

/** What the serverless index takes over from the pod index. */
export function carriedFrom(pod: IndexDescription<PodSpec>) {
  const { indexedMetadata } = pod.spec;
  return {
    dimension: pod.dimension,
    metric: pod.metric,
    filterable: indexedMetadata === undefined ? [ALL_FIELDS] : [...indexedMetadata],
    carriedTags: userTags(pod.tags),
  };
}

/** The same, as an earlier run saw it: a second run changes nothing. */
export function carriedOver({ dimension, metric, filterable, carriedTags }: Partial<ServerlessIndexInputs>) {
  return {
    ...(dimension === undefined ? {} : { dimension }),
    ...(metric === undefined ? {} : { metric }),
    ...(filterable === undefined ? {} : { filterable }),
    ...(carriedTags === undefined ? {} : { carriedTags }),
  };
}

/** Tells the reader of a preview what will be made. */
export function tell(
  context: MigrationContext,
  { cloud, region, dimension, metric, filterable, readCapacity }: ServerlessIndexInputs,
): void {
  const fields = filterable?.includes(ALL_FIELDS)
    ? "all metadata fields"
    : filterable?.join(", ") || "no metadata field";
  context.report(`${cloud} ${region}, ${dimension} dimensions, ${metric}; filterable: ${fields} (as the pod index)`);
  if (readCapacity === undefined) return;
  context.report(`read ${describeReadCapacity(readCapacity)}: asked for once the index is Ready`);
}

/** A collection can't leave its cloud: refused here, before anything is made. */
export function otherCloud(pod: IndexDescription<PodSpec>, { cloud }: ServerlessIndexInputs): CheckFailure[] {
  const podCloud = cloudOfEnvironment(pod.spec.environment);
  if (podCloud === undefined || podCloud === cloud) return [];
  return [
    {
      property: "cloud",
      reason: `the pod index is on ${podCloud} (${pod.spec.environment}); a collection can't leave its cloud (CLOUD_MISMATCH)`,
    },
  ];
}

export function noPodIndex({ podIndex }: ServerlessIndexInputs): CheckFailure {
  return {
    property: "podIndex",
    reason: `there is no pod-based index ${podIndex} to take the shape from (POD_INDEX_NOT_FOUND)`,
  };
}

/** Drift of a declared tag is put back by the next up; drift of any other only shows. */
export function tagsAsFound(
  olds: ServerlessIndexInputs,
  index: IndexDescription,
): Pick<ServerlessIndexInputs, "tags" | "carriedTags"> {
  const entries = Object.entries(userTags(index.tags));
  const declared = (key: string) => olds.tags?.[key] !== undefined;
  return {
    tags: Object.fromEntries(entries.filter(([key]) => declared(key))),
    carriedTags: Object.fromEntries(entries.filter(([key]) => !declared(key))),
  };
}

/** New and changed tags, and "" for those that went. podshift's own are never among them, whoever declared them. */
export function tagChange(olds: Tags, news: Tags): Tags {
  const [before, after] = [userTags(olds), userTags(news)];
  const gone = Object.keys(before).filter((key) => after[key] === undefined);
  const set = Object.entries(after).filter(([key, value]) => before[key] !== value);
  return { ...Object.fromEntries(gone.map((key) => [key, ""])), ...Object.fromEntries(set) };
}
