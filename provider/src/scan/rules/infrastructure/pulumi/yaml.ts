import { isMap, isScalar, LineCounter, type Pair, parseDocument, type YAMLMap } from "yaml";
import type { Edit, Place } from "../../../finding";
import { ruleSet, type SourceFile } from "../../../rule";
import { type DeclaredIndex, type Setting, settingOf } from "./declaredIndex";
import { PULUMI_RULES } from "./podIndex";

/** The vendor's index in 2.x, with and without its module's short form, and in 0.4. */
const TYPES: ReadonlySet<string> = new Set([
  "pinecone:index/index:Index",
  "pinecone:index:Index",
  "pinecone:Index",
  "pinecone:index/pineconeIndex:PineconeIndex",
  "pinecone:index:PineconeIndex",
  "pinecone:PineconeIndex",
]);

/** Pulumi programs in YAML. */
export const PULUMI_YAML = ruleSet<readonly DeclaredIndex[]>({
  languages: ["yaml"],
  bind: declaredIndexes,
  rules: PULUMI_RULES,
});

function declaredIndexes(file: SourceFile): readonly DeclaredIndex[] {
  if (!file.text.includes("pinecone:")) return [];
  const lines = new LineCounter();
  const document = parseDocument(file.text, { lineCounter: lines });
  const resources = isMap(document.contents) ? document.contents.get("resources", true) : undefined;
  if (!isMap(resources)) return [];
  return resources.items.flatMap((pair) => declared(file.text, pair, lines) ?? []);
}

function declared(text: string, { key, value }: Pair, lines: LineCounter): DeclaredIndex | undefined {
  if (!isMap(value) || !isScalar(key) || !TYPES.has(String(value.get("type")))) return undefined;
  if (!value.hasIn(["properties", "spec", "pod"])) return undefined;
  const protect = settingIn(value, "protect");
  const retain = settingIn(value, "retainOnDelete");
  const [start = 0, end = 0] = key.range ?? [];
  const edits = protect === "left out" && retain === "left out" ? editsOf(text, value) : undefined;
  const span = { start: placeAt(start, lines), end: placeAt(end, lines) };
  return { span, protect, retain, ...(edits === undefined ? {} : { edits }) };
}

function settingIn(resource: YAMLMap, name: string): Setting {
  const value: unknown = resource.getIn(["options", name]);
  return settingOf(value === undefined ? undefined : String(value));
}

/** Adds the options before the resource's properties, or both settings first in its options. */
function editsOf(text: string, resource: YAMLMap): Edit[] | undefined {
  const options = resource.get("options", true);
  const target = options === undefined ? resource : isMap(options) ? options : undefined;
  const pair = target?.items.find(({ key }) => options !== undefined || (isScalar(key) && key.value === "properties"));
  const first = target?.flow === true ? undefined : pair?.key;
  const start = isScalar(first) ? first.range?.[0] : undefined;
  if (start === undefined) return undefined;
  const indent = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  if (indent.trim() !== "") return undefined;
  const step = options === undefined ? `${indent}  ` : indent;
  const both = `protect: true\n${step}retainOnDelete: true\n${indent}`;
  return [{ start, end: start, text: options === undefined ? `options:\n${step}${both}` : both }];
}

function placeAt(offset: number, lines: LineCounter): Place {
  const { line, col } = lines.linePos(offset);
  return { offset, line, column: col };
}
