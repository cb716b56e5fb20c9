import { isDeepStrictEqual } from "node:util";
import * as v from "valibot";
import { isMap, isScalar, type Pair, parseDocument, type YAMLMap } from "yaml";
import { PodshiftError } from "../../errors";
import { MARK, withLineEndsOf } from "./lineEnds";

const manifestSchema = v.looseObject({
  type: v.optional(v.string()),
  dependencies: v.optional(v.record(v.string(), v.string())),
  devDependencies: v.optional(v.record(v.string(), v.string())),
});

export type Manifest = v.InferOutput<typeof manifestSchema>;

/** A package.json as it stands, keys in their order. @throws CONFIG_INVALID */
export function readManifest(text: string | undefined, path: string): Manifest {
  try {
    const manifest = JSON.parse(text === undefined ? "{}" : text.replace(MARK, ""));
    v.assert(manifestSchema, manifest);
    return manifest;
  } catch (error) {
    throw new PodshiftError(
      "CONFIG_INVALID",
      `${path} can't be read: ${error instanceof Error ? error.message : error}`,
      {
        next: "put the file right, then run `podshift init` again; nothing was written",
      },
    );
  }
}

/**
 * package.json with the dependency, where npm would put it; as it is when it names podshift already. Every other line
 * stays as it is.
 *
 * @throws CONFIG_INVALID
 */
export function withDependency(text: string | undefined, path: string, dependency: string): string {
  const manifest = readManifest(text, path);
  const { dependencies = {}, devDependencies = {} } = manifest;
  if (text !== undefined && (dependencies.podshift ?? devDependencies.podshift) !== undefined) return text;
  const entries = Object.entries(dependencies);
  const behind = entries.findIndex(([name]) => name > "podshift");
  entries.splice(behind === -1 ? entries.length : behind, 0, ["podshift", dependency]);
  const wanted = { ...manifest, dependencies: Object.fromEntries(entries) };
  const indent = /^([ \t]+)"/m.exec(text ?? "")?.[1] ?? "  ";
  const added = text === undefined ? undefined : inserted(text, dependency, indent);
  if (added !== undefined && says(added, wanted)) return added;
  const whole = `${JSON.stringify(wanted, undefined, indent)}\n`;
  return `${text?.startsWith(MARK) ? MARK : ""}${withLineEndsOf(text ?? "", whole)}`;
}

/** The text with the entry put in; undefined when it isn't laid out in a way that is known here. JSON is YAML. */
function inserted(text: string, dependency: string, indent: string): string | undefined {
  const document = parseDocument(text);
  const { contents } = document;
  if (document.errors.length > 0 || !isMap(contents)) return undefined;
  const entry = `"podshift": ${JSON.stringify(dependency)}`;
  const dependencies = contents.get("dependencies", true);
  if (isMap(dependencies) && dependencies.items.length > 0) return beside(text, dependencies, entry);
  const block = withLineEndsOf(text, `{\n${indent}${indent}${entry}\n${indent}}`);
  if (isMap(dependencies) && dependencies.range) {
    return `${text.slice(0, dependencies.range[0])}${block}${text.slice(dependencies.range[1])}`;
  }
  return contents.items.length === 0 ? undefined : beside(text, contents, `"dependencies": ${block}`, true);
}

/** An entry among those of a map: before the first of a later name, else behind the last one; each on its line. */
function beside(text: string, map: YAMLMap, entry: string, isLast = false): string | undefined {
  const items = map.items as Pair[];
  const later = isLast ? undefined : items.find(({ key }) => isScalar(key) && String(key.value) > "podshift");
  const last = items.at(-1);
  const start = startOf(later ?? last);
  const end = endOf(last);
  if (start === undefined || end === undefined) return undefined;
  const space = /(?:\r?\n[ \t]*| *)$/.exec(text.slice(0, start))?.[0] ?? "";
  const gap = space.includes("\n") ? space : " ";
  if (later !== undefined) return `${text.slice(0, start)}${entry},${gap}${text.slice(start)}`;
  return `${text.slice(0, end)},${gap}${entry}${text.slice(end)}`;
}

function startOf(pair: Pair | undefined): number | undefined {
  return isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
}

function endOf(pair: Pair | undefined): number | undefined {
  return (pair?.value as { range?: [number, number, number] } | undefined)?.range?.[1];
}

/** The same values, and keys in the same order. */
function says(text: string, wanted: object): boolean {
  try {
    const said = JSON.parse(text.replace(MARK, ""));
    return isDeepStrictEqual(said, wanted) && JSON.stringify(said) === JSON.stringify(wanted);
  } catch {
    return false;
  }
}
