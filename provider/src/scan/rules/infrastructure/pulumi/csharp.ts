import type { SgNode } from "@ast-grep/napi";
import { ruleSet, type SourceFile } from "../../../rule";
import { spanOf } from "../../../span";
import { CLASSES, type DeclaredIndex, type Setting, settingOf } from "./declaredIndex";
import { PULUMI_RULES } from "./podIndex";

/** The vendor's namespace, and the one that `pulumi package add` makes. */
const NAMESPACES: ReadonlySet<string> = new Set(["PineconeDatabase.Pinecone", "Pulumi.Pinecone"]);

/** Pulumi programs in C#. */
export const PULUMI_CSHARP = ruleSet<readonly DeclaredIndex[]>({
  languages: ["csharp"],
  bind: declaredIndexes,
  rules: PULUMI_RULES,
});

function declaredIndexes(file: SourceFile): readonly DeclaredIndex[] {
  if (![...NAMESPACES].some((name) => file.text.includes(name))) return [];
  const names = typeNames(file);
  return file.root.findAll({ rule: { kind: "object_creation_expression" } }).flatMap((node) => {
    const [, inputs, options] = argumentsOf(node);
    if (!names.has(node.field("type")?.text() ?? "") || !isPod(inputs)) return [];
    return [{ span: spanOf(node), ...settingsOf(options) }];
  });
}

/** How the file may write the vendor's class. */
function typeNames(file: SourceFile): ReadonlySet<string> {
  const prefixes = [...NAMESPACES];
  for (const node of file.root.findAll({ rule: { kind: "using_directive" } })) {
    const parts = node.namedChildren().map((part) => part.text());
    if (!NAMESPACES.has(parts.at(-1) ?? "")) continue;
    prefixes.push(parts.length > 1 ? (parts[0] ?? "") : "");
  }
  return new Set(
    prefixes.flatMap((prefix) => [...CLASSES].map((name) => (prefix === "" ? name : `${prefix}.${name}`))),
  );
}

function argumentsOf(node: SgNode): readonly SgNode[] {
  const list = node.field("arguments")?.namedChildren() ?? [];
  return list.filter((each) => each.kind() === "argument").flatMap((each) => each.namedChildren().at(-1) ?? []);
}

/** `new() { Spec = new ... { Pod = ... } }` */
function isPod(inputs: SgNode | undefined): boolean {
  const spec = assigned(inputs, "Spec");
  return spec !== undefined && assigned(spec, "Pod") !== undefined;
}

function assigned(node: SgNode | undefined, name: string): SgNode | undefined {
  const initializer = node?.namedChildren().find((each) => each.kind() === "initializer_expression");
  const found = initializer?.namedChildren().find((each) => each.field("left")?.text() === name);
  return found?.field("right") ?? undefined;
}

function settingsOf(options: SgNode | undefined): { protect: Setting; retain: Setting } {
  if (options === undefined) return { protect: "left out", retain: "left out" };
  if (!String(options.kind()).endsWith("object_creation_expression")) return { protect: "unknown", retain: "unknown" };
  const setting = (name: string): Setting => settingOf(assigned(options, name)?.text());
  return { protect: setting("Protect"), retain: setting("RetainOnDelete") };
}
