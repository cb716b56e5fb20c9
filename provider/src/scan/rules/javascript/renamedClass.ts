import type { SgNode } from "@ast-grep/napi";
import type { Edit } from "../../finding";
import type { SourceFile } from "../../rule";
import { replaceNode } from "../../span";
import { removeItem } from "./edits";
import type { Bindings } from "./names/bindings";
import { keyText } from "./names/syntax";

const OLD = "PineconeClient";
const NEW = "Pinecone";

/** How `PineconeClient` becomes `Pinecone` in a file. */
export interface Renaming {
  /** Where it is imported. */
  readonly imports: readonly SgNode[];
  readonly edits: readonly Edit[];
}

const NAMES = [
  { kind: "identifier" },
  { kind: "type_identifier" },
  { kind: "property_identifier" },
  { kind: "shorthand_property_identifier_pattern" },
];

/** Undefined where the new name means something else already, or an old one can't be followed. */
export function renamedClass(file: SourceFile, bindings: Bindings): Renaming | undefined {
  const kinds = file.language === "javascript" ? NAMES.filter(({ kind }) => kind !== "type_identifier") : NAMES;
  const nodes = file.root.findAll({ rule: { any: kinds, regex: `^${OLD}$` } });
  const uses = nodes.filter((node) => isOld(node, bindings));
  const imports = uses.filter((node) => isImport(node));
  const taken = declares(file, bindings, NEW);
  if (!taken) return { imports, edits: uses.map((node) => replaceNode(node, NEW)) };
  return besideTheNew(file, uses, imports);
}

/** The file imports both: the old name's import goes. */
function besideTheNew(file: SourceFile, uses: readonly SgNode[], imports: readonly SgNode[]): Renaming | undefined {
  const [only, ...more] = imports;
  const specifier = only?.parent();
  const list = specifier?.kind() === "import_specifier" ? specifier.parent() : undefined;
  if (only === undefined || more.length > 0 || !specifier || !list || specifier.field("alias") !== null)
    return undefined;
  const names = list.namedChildren().filter((each) => each.field("alias") === null);
  if (!names.some((each) => keyText(each.field("name")) === NEW)) return undefined;
  const others = uses.filter((node) => node.id() !== only.id());
  return { imports, edits: [removeItem(file.text, specifier), ...others.map((node) => replaceNode(node, NEW))] };
}

function isOld(node: SgNode, { evaluation }: Bindings): boolean {
  const parent = node.parent();
  if (node.kind() === "property_identifier") {
    const whole = parent?.kind() === "member_expression" ? evaluation.kindOf(parent) : undefined;
    if (whole !== undefined) return whole.is === "class" && whole.of === "old-client";
    return parent?.kind() === "pair_pattern" && parent.parent()?.parent()?.kind() === "variable_declarator";
  }
  // `import { PineconeClient as Client }`: only the package's name changes.
  const declared = evaluation.declarations.find(OLD, node.range().start.index)?.assigned ?? [];
  const value = declared[0]?.value;
  if (isImport(node)) return true;
  if (value?.from === "import") return evaluation.importKind(value.specifier, value.name)?.is === "class";
  return value?.from === "expression" && value.picks.length === 1 && evaluation.kindOf(value.node)?.is === "package";
}

function isImport(node: SgNode): boolean {
  const parent = node.parent();
  if (node.kind() === "shorthand_property_identifier_pattern") return true;
  return parent?.kind() === "import_specifier" && parent.field("name")?.id() === node.id();
}

function declares(file: SourceFile, { evaluation }: Bindings, name: string): boolean {
  const kinds = ["identifier", ...(file.language === "javascript" ? [] : ["type_identifier"])].map((kind) => ({
    kind,
  }));
  const uses = file.root.findAll({ rule: { any: kinds, regex: `^${name}$` } });
  return uses.some((node) => evaluation.declarations.find(name, node.range().start.index) !== undefined);
}
