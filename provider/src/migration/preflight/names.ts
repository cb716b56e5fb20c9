import type { Tags } from "../../pinecone/types";
import { userTags } from "../tags";
import type { PreflightFacts } from "./facts";
import { blocker, type Finding, LINKS, warning } from "./finding";

/** The longest index or collection name, in characters. Source: docs.pinecone.io, identifier limits, read 2026-11. */
const LONGEST_NAME = 45;
/** A tag's key and value. Source: the API definition 2026-04, IndexTags. */
const TAG_KEY = /^[A-Za-z0-9_-]{1,80}$/;
const TAG_VALUE = /^[A-Za-z0-9;@_.+ -]{0,120}$/;

/** Names and tags of what the migration would make. */
export function nameFindings(facts: PreflightFacts): Finding[] {
  return [...invalidNames(facts), ...takenByIndex(facts), ...takenByCollection(facts), ...tagFindings(facts)];
}

function invalidNames({ serverless, collection }: PreflightFacts): Finding[] {
  const names = [
    ["`serverless.name`", serverless.name],
    ["`collection`", collection],
  ] as const;
  return names
    .filter(([, name]) => !/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name) || name.length > LONGEST_NAME)
    .map(([what, name]) =>
      blocker(
        "NAME_INVALID",
        `${what} is "${name}"`,
        `use 1 to ${LONGEST_NAME} of a-z, 0-9 and "-", not beginning or ending with "-"`,
        LINKS.limits,
      ),
    );
}

function takenByIndex({ serverless, podIndex, nameHolder, nameHolderIsOurs }: PreflightFacts): Finding[] {
  if (serverless.name === podIndex) {
    return [
      blocker(
        "SERVERLESS_NAME_TAKEN",
        "`serverless.name` is the pod index's own name",
        "choose another: both exist until the pod index is retired",
      ),
    ];
  }
  if (nameHolder === undefined || nameHolderIsOurs) return [];
  return [
    blocker(
      "SERVERLESS_NAME_TAKEN",
      `an index ${serverless.name} exists already, and this migration did not make it`,
      "choose another `serverless.name`, or delete that index if it is a left-over",
    ),
  ];
}

function takenByCollection({ collection, collectionExists, collectionIsOurs }: PreflightFacts): Finding[] {
  if (!collectionExists || collectionIsOurs) return [];
  return [
    blocker(
      "COLLECTION_NAME_TAKEN",
      `a collection ${collection} exists already, and this migration did not make it`,
      "choose another `collection`, or delete that one if it is a left-over: it may be older than your records",
    ),
  ];
}

/** The pod index's own tags come along; the service took them once, by whatever rules it had then. */
function tagFindings({ pod, serverless }: PreflightFacts): Finding[] {
  const asked: Tags = serverless.tags ?? {};
  const all = { ...userTags(pod?.tags ?? {}), ...asked };
  const wrong = Object.entries(all).filter(([key, value]) => !TAG_KEY.test(key) || !TAG_VALUE.test(value));
  const reserved = Object.keys(asked).filter((key) => !(key in userTags(asked)));
  return [
    ...wrong.map(([key, value]) =>
      blocker(
        "TAGS_INVALID",
        `the serverless index can't have the tag ${JSON.stringify(key.slice(0, 90))}: ${JSON.stringify(value.slice(0, 130))}`,
        "keys: up to 80 letters, digits, _ and -; values: up to 120 letters, digits, spaces and ;@_-.+",
        LINKS.createIndex,
      ),
    ),
    ...reserved.map((key) =>
      warning(
        "TAGS_INVALID",
        `the tag "${key}" of \`serverless.tags\` is not set: tags that begin with "podshift" are podshift's own`,
        "give it another name",
        LINKS.createIndex,
      ),
    ),
  ];
}
