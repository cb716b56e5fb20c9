import type { SgNode } from "@ast-grep/napi";
import { ruleSet, type SourceFile } from "../../../rule";
import { spanOf } from "../../../span";
import { CLASSES, type DeclaredIndex, type Setting, settingOf } from "./declaredIndex";
import { PULUMI_RULES } from "./podIndex";

/** The vendor's package, and the one that `pulumi package add` makes. */
const PACKAGE =
  /^github\.com\/(?:pinecone-io\/pulumi-pinecone\/sdk(?:\/v\d+)?\/go\/pinecone|pulumi\/pulumi-terraform-provider\/sdks\/go\/pinecone(?:\/v\d+)?(?:\/pinecone)?)$/;

/** Pulumi programs in Go. */
export const PULUMI_GO = ruleSet<readonly DeclaredIndex[]>({
  languages: ["go"],
  bind: declaredIndexes,
  rules: PULUMI_RULES,
});

function declaredIndexes(file: SourceFile): readonly DeclaredIndex[] {
  if (!file.text.includes("/pinecone")) return [];
  const names = packageNames(file);
  if (names.size === 0) return [];
  return file.root.findAll({ rule: { kind: "call_expression" } }).flatMap((call) => {
    const callee = call.field("function");
    const given = call.field("arguments")?.namedChildren() ?? [];
    if (callee?.kind() !== "selector_expression" || !isIndex(callee, names) || !isPod(given[2])) return [];
    return [{ span: spanOf(call), ...settingsOf(given.slice(3)) }];
  });
}

function packageNames(file: SourceFile): ReadonlySet<string> {
  const specs = file.root.findAll({ rule: { kind: "import_spec" } });
  return new Set(
    specs
      .filter((spec) => PACKAGE.test((spec.field("path")?.text() ?? "").slice(1, -1)))
      .map((spec) => spec.field("name")?.text() ?? "pinecone"),
  );
}

function isIndex(callee: SgNode, names: ReadonlySet<string>): boolean {
  const name = callee.field("field")?.text() ?? "";
  return names.has(callee.field("operand")?.text() ?? "") && name.startsWith("New") && CLASSES.has(name.slice(3));
}

/** `&pinecone.IndexArgs{Spec: &pinecone.IndexSpecArgs{Pod: ...}}` */
function isPod(given: SgNode | undefined): boolean {
  const spec = element(given, "Spec");
  return spec !== undefined && element(spec, "Pod") !== undefined;
}

function element(node: SgNode | undefined, name: string): SgNode | undefined {
  const literal = node?.kind() === "unary_expression" ? node.namedChildren()[0] : node;
  const elements = literal?.kind() === "composite_literal" ? (literal.field("body")?.namedChildren() ?? []) : [];
  const found = elements.find((each) => each.kind() === "keyed_element" && each.namedChildren()[0]?.text() === name);
  return found?.namedChildren()[1]?.namedChildren()[0];
}

function settingsOf(options: readonly SgNode[]): { protect: Setting; retain: Setting } {
  const calls = options.filter((each) => each.kind() === "call_expression");
  const open = calls.length < options.filter((each) => each.kind() !== "comment").length;
  const setting = (name: string): Setting => {
    const call = calls.find((each) => each.field("function")?.field("field")?.text() === name);
    const text = call?.field("arguments")?.namedChildren()[0]?.text();
    return text === undefined && open ? "unknown" : settingOf(text);
  };
  return { protect: setting("Protect"), retain: setting("RetainOnDelete") };
}
