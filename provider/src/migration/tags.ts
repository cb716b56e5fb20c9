import type { IndexDescription, Tags } from "../pinecone/types";
import type { WriteMode } from "../writeLog/control";

/**
 * What podshift writes on indexes. The cloud, not the stack's state, holds what must be true: a lost state, a killed run
 * and a second stack all read the same tags. Values keep to the API's tag alphabet (letters, digits, `;@_-.+` and space).
 */
export const TAG = {
  /** On the pod index: "cutover" while the serverless index serves, "retired" once it may be deleted. */
  state: "podshift",
  /** On the pod index, beside it: the stack that switched traffic, `<project>@<stack>`. */
  stack: "podshift-stack",
  /** On a guarded index: its deletion protection as it was found. */
  foundProtection: "podshift-found-protection",
  /**
   * On the pod index and on the serverless index: the collection that podshift asked for, `<name>@<milliseconds since 1970>`,
   * and behind another `@` how writes were logged, if they were.
   */
  collection: "podshift-collection",
  /** On the serverless index: the pod index that it comes from. */
  source: "podshift-source",
  /**
   * On the serverless index: a nonce of this one making of it. Name, host and collection are the same again when it is
   * deleted and made anew.
   */
  copy: "podshift-copy",
} as const;

/** Where a pod index stands: `missing` when there is no such index. */
export type PodState = "untouched" | "cutover" | "retired" | "missing";

/** Reads where a pod index stands from its tag. A value that nobody of us wrote counts as "cutover": the careful reading. */
export function podState(pod: Pick<IndexDescription, "tags"> | undefined): PodState {
  if (pod === undefined) return "missing";
  const tag = pod.tags[TAG.state];
  if (tag === undefined || tag === "") return "untouched";
  return tag === "retired" ? "retired" : "cutover";
}

/**
 * Whether podshift has had a hand in this index. One that was made anew under the old name has no tag of ours, and must not
 * pass for the one that was copied and compared.
 */
export function bearsOurTag({ tags }: Pick<IndexDescription, "tags">): boolean {
  return Object.entries(tags).some(([key, value]) => isOurs(key) && value !== "");
}

/** Tags that are the user's own. */
export function userTags(tags: Tags): Tags {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !isOurs(key)));
}

/** A change that removes every tag of ours. */
export function withoutOurTags(tags: Tags): Tags {
  return Object.fromEntries(
    Object.keys(tags)
      .filter(isOurs)
      .map((key) => [key, ""]),
  );
}

/** The tag value under which a collection is recorded as asked for by us. `writes`: how they are logged, if they are. */
export function collectionRecord(name: string, askedAtMs: number, writes?: WriteMode): string {
  return [name, askedAtMs, ...(writes === undefined ? [] : [writes])].join("@");
}

/** How writes were logged when the collection was asked for; undefined for not at all, or by an older podshift. */
export function loggedAs(tags: Tags): string | undefined {
  return tags[TAG.collection]?.split("@")[2];
}

/** True when the tags record this collection as asked for by us. */
export function recordsCollection(tags: Tags, name: string): boolean {
  return tags[TAG.collection]?.startsWith(`${name}@`) ?? false;
}

function isOurs(key: string): boolean {
  return key === "podshift" || key.startsWith("podshift-");
}
