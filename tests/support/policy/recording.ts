import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { PolicyResourceOptions } from "@pulumi/policy";
import { type Kind, token } from "podshift/tokens";

/** A resource as a policy is shown it, in a preview of a stack of ours. */
export interface SeenResource {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly props: Readonly<Record<string, unknown>>;
  readonly opts: PolicyResourceOptions;
}

/** One preview as policies see it. */
export interface Recording {
  /** Each before its step: its inputs. */
  readonly resources: readonly SeenResource[];
  /** All at the end: their outputs; inputs, where a step would change them. Sorted by URN. */
  readonly stack: readonly (SeenResource & { readonly dependencies: readonly string[] })[];
}

/** The previews that are recorded; the name says how writes are treated, and which phase is begun. */
export const RECORDED = [
  "paused-assess",
  "paused-copy",
  "paused-cutover",
  "paused-retire",
  "paused-retired",
  "mirrored-copy-at-once",
  "mirrored-capture",
  "mirrored-copy",
  "mirrored-cutover",
  "mirrored-retire",
] as const;

export type RecordingName = (typeof RECORDED)[number];

/** When every parity report of a recording finished. */
export const RECORDED_AT = "2026-01-01T00:00:00.000Z";

export const recordingFile = (name: RecordingName) => join(__dirname, "recorded", `${name}.json`);

export function recorded(name: RecordingName): Recording {
  return JSON.parse(readFileSync(recordingFile(name), "utf8")) as Recording;
}

/** The recording with one input of a kind set anew, or taken away by undefined: `["parity", "clean"], false`. */
export function changed(recording: Recording, kind: Kind, path: readonly string[], value: unknown): Recording {
  const of = <R extends SeenResource>(resource: R): R =>
    resource.type === token(kind) ? { ...resource, props: put(resource.props, path, value) } : resource;
  const after = { resources: recording.resources.map(of), stack: recording.stack.map(of) };
  if (JSON.stringify(after) === JSON.stringify(recording)) throw new Error(`${kind}.${path.join(".")} is so already`);
  return after;
}

/** The recording with a kind left out of the program. */
export function without(recording: Recording, kind: Kind): Recording {
  const isOther = ({ type }: SeenResource) => type !== token(kind);
  const after = { resources: recording.resources.filter(isOther), stack: recording.stack.filter(isOther) };
  if (after.resources.length === recording.resources.length) throw new Error(`there is no ${kind}`);
  return after;
}

/** The recording with one more resource in the program. */
export function having(recording: Recording, type: string, name: string, props: SeenResource["props"]): Recording {
  const [first] = recording.resources;
  if (first === undefined) throw new Error("an empty recording");
  const added = { type, name, urn: `urn:pulumi:test::podshift::${type}::${name}`, props, opts: first.opts };
  return {
    resources: [...recording.resources, added],
    stack: [...recording.stack, { ...added, dependencies: [] }],
  };
}

function put(
  props: SeenResource["props"],
  [key = "", ...rest]: readonly string[],
  value: unknown,
): SeenResource["props"] {
  const { [key]: old, ...others } = props;
  if (rest.length > 0) return { ...others, [key]: put((old ?? {}) as SeenResource["props"], rest, value) };
  return value === undefined ? others : { ...others, [key]: value };
}
