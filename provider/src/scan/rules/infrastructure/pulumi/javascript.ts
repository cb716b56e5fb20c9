import type { SgNode } from "@ast-grep/napi";
import type { Edit } from "../../../finding";
import { ruleSet, type SourceFile } from "../../../rule";
import { replaceNode, spanOf } from "../../../span";
import { Evaluation } from "../../javascript/names/evaluation";
import {
  argumentsOf,
  keyText,
  memberName,
  propertiesOf,
  propertyNamed,
  stringValue,
  unwrapped,
} from "../../javascript/names/syntax";
import { CLASSES, type DeclaredIndex, type Setting, settingOf } from "./declaredIndex";
import { PULUMI_RULES } from "./podIndex";

/** The vendor's package, and the one that `pulumi package add` makes. */
const PACKAGES: ReadonlySet<string> = new Set(["@pinecone-database/pulumi", "@pulumi/pinecone"]);

/** Pulumi programs in TypeScript and JavaScript. */
export const PULUMI_JAVASCRIPT = ruleSet<readonly DeclaredIndex[]>({
  languages: ["javascript", "typescript", "tsx"],
  bind: declaredIndexes,
  rules: PULUMI_RULES,
});

function declaredIndexes(file: SourceFile): readonly DeclaredIndex[] {
  if (![...PACKAGES].some((name) => file.text.includes(name))) return [];
  const evaluation = new Evaluation(file, () => undefined);
  return file.root
    .findAll({ rule: { kind: "new_expression" } })
    .filter((node) => isIndex(node.field("constructor"), evaluation))
    .flatMap((node) => declared(node, evaluation) ?? []);
}

function isIndex(made: SgNode | null, evaluation: Evaluation): boolean {
  if (made?.kind() === "identifier") {
    const { module, name } = originOf(made, evaluation) ?? {};
    return module !== undefined && CLASSES.has(name ?? "");
  }
  const object = made?.field("object");
  if (made?.kind() !== "member_expression" || object?.kind() !== "identifier") return false;
  return CLASSES.has(memberName(made) ?? "") && originOf(object, evaluation)?.name === "*";
}

/** Which name of the vendor's package a name stands for; `*` is the whole. */
function originOf(name: SgNode, { declarations }: Evaluation): { module: string; name: string } | undefined {
  const [only, ...more] = declarations.find(name.text(), name.range().start.index)?.assigned ?? [];
  if (only === undefined || more.length > 0) return undefined;
  const { value } = only;
  if (value.from === "import") return known(value.specifier, value.name === "default" ? "*" : value.name);
  if (value.from !== "expression") return undefined;
  const call = unwrapped(value.node);
  if (call.kind() !== "call_expression" || call.field("function")?.text() !== "require") return undefined;
  const [first] = argumentsOf(call);
  const [pick = "*", ...picks] = value.picks;
  return picks.length > 0 ? undefined : known(first === undefined ? undefined : stringValue(first), String(pick));
}

function known(module: string | undefined, name: string): { module: string; name: string } | undefined {
  return module !== undefined && PACKAGES.has(module) ? { module, name } : undefined;
}

function declared(node: SgNode, evaluation: Evaluation): DeclaredIndex | undefined {
  const [, given, options] = argumentsOf(node);
  const inputs = given === undefined ? undefined : evaluation.objectOf(given);
  if (inputs === undefined || !isPod(inputs, evaluation)) return undefined;
  const { protect, retain } = settingsOf(options, evaluation);
  const edits = editsOf(node, options, protect, retain);
  return { span: spanOf(node), protect, retain, ...(edits === undefined ? {} : { edits }) };
}

function isPod(inputs: SgNode, evaluation: Evaluation): boolean {
  const spec = propertyNamed(inputs, "spec");
  const inside = spec === undefined ? undefined : evaluation.objectOf(spec.value);
  if (inside !== undefined) return propertyNamed(inside, "pod") !== undefined;
  // The first versions had no spec.
  return spec === undefined && propertyNamed(inputs, "podType") !== undefined;
}

function settingsOf(options: SgNode | undefined, evaluation: Evaluation): { protect: Setting; retain: Setting } {
  if (options === undefined) return { protect: "left out", retain: "left out" };
  const object = evaluation.objectOf(options);
  if (object === undefined) return { protect: "unknown", retain: "unknown" };
  const { open } = propertiesOf(object);
  const setting = (name: string): Setting => {
    const text = propertyNamed(object, name)?.value.text();
    return text === undefined && open ? "unknown" : settingOf(text);
  };
  return { protect: setting("protect"), retain: setting("retainOnDelete") };
}

/** Adds what is left out; what somebody set to false stays. */
function editsOf(node: SgNode, options: SgNode | undefined, protect: Setting, retain: Setting): Edit[] | undefined {
  const missing = [
    ...(protect === "left out" ? ["protect: true"] : []),
    ...(retain === "left out" ? ["retainOnDelete: true"] : []),
  ];
  if (missing.length === 0 || protect === "off" || retain === "off") return undefined;
  const inputs = argumentsOf(node).at(-1);
  if (options === undefined) return inputs === undefined ? undefined : [after(inputs, `, { ${missing.join(", ")} }`)];
  if (options.kind() !== "object") return undefined;
  const pairs = options.namedChildren().filter((child) => child.kind() !== "comment");
  const last = pairs.at(-1);
  if (last === undefined) return [replaceNode(options, `{ ${missing.join(", ")} }`)];
  if (keyText(last.field("key")) === undefined && last.kind() !== "shorthand_property_identifier") return undefined;
  const column = last.range().start.column;
  const apart = last.range().start.line > options.range().start.line ? `,\n${" ".repeat(column)}` : ", ";
  return [after(last, missing.map((each) => apart + each).join(""))];
}

function after(node: SgNode, text: string): Edit {
  const at = node.range().end.index;
  return { start: at, end: at, text };
}
