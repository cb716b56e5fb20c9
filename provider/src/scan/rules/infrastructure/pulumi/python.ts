import type { SgNode } from "@ast-grep/napi";
import { ruleSet, type SourceFile } from "../../../rule";
import { spanOf } from "../../../span";
import { CLASSES, type DeclaredIndex, type Setting, settingOf } from "./declaredIndex";
import { PULUMI_RULES } from "./podIndex";

/** The vendor's package, and the one that `pulumi package add` makes. */
const PACKAGES: ReadonlySet<string> = new Set(["pinecone_pulumi", "pulumi_pinecone"]);

/** Pulumi programs in Python. */
export const PULUMI_PYTHON = ruleSet<readonly DeclaredIndex[]>({
  languages: ["python"],
  bind: declaredIndexes,
  rules: PULUMI_RULES,
});

function declaredIndexes(file: SourceFile): readonly DeclaredIndex[] {
  if (![...PACKAGES].some((name) => file.text.includes(name))) return [];
  const names = namesOf(file);
  return file.root.findAll({ rule: { kind: "call" } }).flatMap((call) => {
    const list = call.field("arguments");
    if (list === null || !names.isIndex(call.field("function")) || !isPod(list)) return [];
    return [{ span: spanOf(call), ...settingsOf(list) }];
  });
}

function namesOf(file: SourceFile): { isIndex(callee: SgNode | null): boolean } {
  const modules = new Set<string>();
  const classes = new Set<string>();
  const imports = { any: [{ kind: "import_statement" }, { kind: "import_from_statement" }] };
  for (const node of file.root.findAll({ rule: imports })) {
    const from = node.field("module_name")?.text();
    for (const each of node.fieldChildren("name")) {
      const name = each.field("name")?.text() ?? each.text();
      const local = each.field("alias")?.text() ?? each.text();
      if (from === undefined && PACKAGES.has(name)) modules.add(local);
      if (from !== undefined && PACKAGES.has(from) && CLASSES.has(name)) classes.add(local);
    }
  }
  return {
    isIndex(callee) {
      if (callee?.kind() === "identifier") return classes.has(callee.text());
      if (callee?.kind() !== "attribute") return false;
      return modules.has(callee.field("object")?.text() ?? "") && CLASSES.has(callee.field("attribute")?.text() ?? "");
    },
  };
}

/** By `spec=`, directly or in the arguments' class: `{"pod": ...}` or a class with `pod=`. */
function isPod(list: SgNode): boolean {
  const keywords = list.namedChildren();
  const inside = keywords.find((child) => child.kind() === "call")?.field("arguments");
  const spec = keyword(keywords, "spec") ?? keyword(inside?.namedChildren() ?? [], "spec");
  if (spec?.kind() === "call") return keyword(spec.field("arguments")?.namedChildren() ?? [], "pod") !== undefined;
  if (spec?.kind() !== "dictionary") return false;
  const keys = spec.namedChildren().map((pair) => pair.field("key"));
  return keys.some((key) =>
    key?.namedChildren().some((part) => part.kind() === "string_content" && part.text() === "pod"),
  );
}

function settingsOf(list: SgNode): { protect: Setting; retain: Setting } {
  const children = list.namedChildren();
  const options = keyword(children, "opts");
  const open = children.some((child) => child.kind() === "dictionary_splat" || child.kind() === "list_splat");
  if (options === undefined) {
    const nothing: Setting = open ? "unknown" : "left out";
    return { protect: nothing, retain: nothing };
  }
  if (options.kind() !== "call" || !(options.field("function")?.text() ?? "").endsWith("ResourceOptions")) {
    return { protect: "unknown", retain: "unknown" };
  }
  const given = options.field("arguments")?.namedChildren() ?? [];
  const setting = (name: string): Setting => settingOf(keyword(given, name)?.text());
  return { protect: setting("protect"), retain: setting("retain_on_delete") };
}

function keyword(children: readonly SgNode[], name: string): SgNode | undefined {
  const found = children.find((child) => child.kind() === "keyword_argument" && child.field("name")?.text() === name);
  return found?.field("value") ?? undefined;
}
