import { parseTOML } from "toml-eslint-parser";
import type { Literal } from "./place";
import { unquoted } from "./place";

type Program = ReturnType<typeof parseTOML>;
type Top = Program["body"][0]["body"][number];
type KeyValue = Extract<Top, { type: "TOMLKeyValue" }>;
type Content = KeyValue["value"];
type KeyPart = KeyValue["key"]["keys"][number];

/** A text in a TOML file, and how it is reached. */
export interface TomlEntry extends Literal {
  /** Names of tables and keys; numbers in arrays. */
  readonly path: readonly (string | number)[];
  /** Where the names of `path` are written; numbers are written nowhere. */
  readonly keys: readonly (Literal | undefined)[];
}

/** Every text of a TOML file. Throws on broken syntax. */
export function tomlEntries(text: string): TomlEntry[] {
  const [{ body }] = parseTOML(text).body;
  return body.flatMap((each) => {
    if (each.type === "TOMLKeyValue") return ofKeyValue(each, [], []);
    const names = each.key.keys.map(literalOf);
    let next = 0;
    const keys = each.resolvedKey.map((part) => (typeof part === "number" ? undefined : names[next++]));
    return each.body.flatMap((entry) => ofKeyValue(entry, each.resolvedKey, keys));
  });
}

function ofKeyValue({ key, value }: KeyValue, path: TomlEntry["path"], keys: TomlEntry["keys"]): TomlEntry[] {
  const names = key.keys.map(literalOf);
  return ofContent(value, [...path, ...names.map((each) => each.value)], [...keys, ...names]);
}

function ofContent(value: Content, path: TomlEntry["path"], keys: TomlEntry["keys"]): TomlEntry[] {
  if (value.type === "TOMLArray") {
    return value.elements.flatMap((each, at) => ofContent(each, [...path, at], [...keys, undefined]));
  }
  if (value.type === "TOMLInlineTable") return value.body.flatMap((each) => ofKeyValue(each, path, keys));
  if (value.kind !== "string") return [];
  // A text of several lines has three quotes on each side, which no name or version needs: it is never plain.
  return [{ ...unquoted(value.range[0], value.range[1], value.value), path, keys }];
}

function literalOf(key: KeyPart): Literal {
  const [start, end] = key.range;
  return key.type === "TOMLBare" ? { start, end, value: key.name } : unquoted(start, end, key.value);
}
