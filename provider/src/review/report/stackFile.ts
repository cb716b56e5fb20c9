import * as v from "valibot";
import { isPhase, type Phase } from "../../migration/phases";
import { KINDS, type Kind, token } from "../../tokens";
import { readGivenJsonFile } from "./jsonFile";
import { type LookedForParity, parityInState } from "./parityFile";

/** A resource of a migration, with the times that the engine keeps of it. */
export interface StackResource {
  readonly kind: Kind;
  readonly name: string;
  /** ISO 8601; left out in states of older engines. */
  readonly created?: string;
  readonly modified?: string;
}

/** What a stack's state says of one migration. */
export interface StackFacts {
  /** As `project/stack`. */
  readonly stack: string;
  /** ISO 8601: when the state was last written. */
  readonly writtenAt?: string;
  readonly phase?: Phase;
  readonly writes?: string;
  readonly logUrl?: string;
  readonly serverlessIndex?: string;
  /** When the collection was asked for, in milliseconds since 1970. */
  readonly askedAt?: number;
  readonly collection?: { readonly name: string; readonly size?: number; readonly vectorCount?: number };
  /** The last catch-up; ISO 8601. */
  readonly caughtUp?: { readonly at: string; readonly records: number };
  readonly active?: { readonly active: string; readonly switchedAt: string };
  readonly retiredAt?: string;
  readonly parity?: NonNullable<LookedForParity>;
  readonly resources: readonly StackResource[];
}

const resource = v.object({
  urn: v.string(),
  type: v.string(),
  delete: v.exactOptional(v.boolean()),
  created: v.exactOptional(v.string()),
  modified: v.exactOptional(v.string()),
  outputs: v.exactOptional(v.record(v.string(), v.unknown())),
});

const schema = v.object({
  version: v.literal(3),
  deployment: v.object({
    manifest: v.exactOptional(v.object({ time: v.exactOptional(v.string()) })),
    resources: v.exactOptional(v.array(resource)),
  }),
});

type Resource = v.InferOutput<typeof resource>;
type Outputs = Readonly<Record<string, unknown>>;

interface OfKind {
  readonly kind: Kind;
  readonly resource: Resource;
  readonly outputs: Outputs;
}

/**
 * What `pulumi stack export` wrote, by pod index.
 *
 * @throws INPUT_FILE_INVALID
 */
export async function readStackFile(path: string): Promise<ReadonlyMap<string, StackFacts>> {
  const file = { path, what: "a stack's state", next: "run `pulumi stack export --file state.json`" };
  const { deployment } = await readGivenJsonFile(file, schema);
  const byIndex = new Map<string, OfKind[]>();
  for (const each of (deployment.resources ?? []).flatMap(ofKind)) {
    const podIndex = text(each.outputs, podIndexKey(each.kind));
    if (podIndex !== undefined) byIndex.set(podIndex, [...(byIndex.get(podIndex) ?? []), each]);
  }
  return new Map([...byIndex].map(([podIndex, of]) => [podIndex, factsOf(of, deployment.manifest?.time)]));
}

function ofKind(found: Resource): OfKind[] {
  const kind = KINDS.find((each) => token(each) === found.type);
  return kind === undefined || found.delete === true ? [] : [{ kind, resource: found, outputs: found.outputs ?? {} }];
}

function podIndexKey(kind: Kind): string {
  return kind === "PodIndex" ? "name" : kind === "Collection" ? "source" : "podIndex";
}

function factsOf(found: readonly OfKind[], writtenAt: string | undefined): StackFacts {
  const outputs = (kind: Kind): Outputs => found.find((each) => each.kind === kind)?.outputs ?? {};
  const [preflight, collection] = [outputs("Preflight"), outputs("Collection")];
  return {
    stack: stackOf(found[0]?.resource.urn ?? ""),
    ...given("writtenAt", writtenAt),
    ...(isPhase(preflight.phase) ? { phase: preflight.phase } : {}),
    ...given("writes", text(preflight, "writes")),
    ...given("logUrl", text(outputs("WriteLog"), "url")),
    ...given("serverlessIndex", text(outputs("ServerlessIndex"), "name") ?? text(preflight, "serverlessIndex")),
    ...given("askedAt", above(collection, "askedAt")),
    ...given("collection", collectionOf(collection)),
    ...given("caughtUp", caughtUp(outputs("CatchUp"))),
    ...given("active", activeOf(outputs("ActiveIndex"))),
    ...given("retiredAt", text(outputs("PodRetirement"), "retiredAt")),
    ...given("parity", parityInState(outputs("ParityCheck").report)),
    resources: found.map(({ kind, resource: { urn, created, modified } }) => ({
      ...{ kind, name: urn.slice(urn.lastIndexOf("::") + 2) },
      ...given("created", created),
      ...given("modified", modified),
    })),
  };
}

/** "urn:pulumi:prod::podshift::..." -> "podshift/prod". */
function stackOf(urn: string): string {
  const [stack = "", project = ""] = urn.replace(/^urn:pulumi:/, "").split("::");
  return `${project}/${stack}`;
}

function collectionOf(outputs: Outputs): StackFacts["collection"] {
  const name = text(outputs, "name");
  if (name === undefined) return undefined;
  return { name, ...given("size", above(outputs, "size")), ...given("vectorCount", above(outputs, "vectorCount")) };
}

function caughtUp(outputs: Outputs): StackFacts["caughtUp"] {
  const at = text(outputs, "caughtUpAt");
  return at === undefined ? undefined : { at, records: above(outputs, "records") ?? 0 };
}

function activeOf(outputs: Outputs): StackFacts["active"] {
  const active = text(outputs, "active");
  return active === undefined ? undefined : { active, switchedAt: text(outputs, "switchedAt") ?? "" };
}

/** A text that says something: states hold "" for what isn't known yet. */
function text(outputs: Outputs, key: string): string | undefined {
  const value = outputs[key];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A number that says something: states hold 0 for what isn't known yet. */
function above(outputs: Outputs, key: string): number | undefined {
  const value = outputs[key];
  return typeof value === "number" && value > 0 ? value : undefined;
}

function given<K extends string, T>(key: K, value: T | undefined): { readonly [key in K]?: T } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [key in K]: T });
}
