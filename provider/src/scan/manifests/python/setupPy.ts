import type { SgNode } from "@ast-grep/napi";
import { parseSource } from "../../parse";
import { spanOf } from "../../span";
import type { Dependency } from "../dependency";
import { named } from "../text/names";
import { pipDependency } from "../text/pep508";
import { manifestReader } from "../text/reader";

/** Arguments of `setup` that hold requirements, in a list or in lists by a name. */
const ARGUMENTS = "^(install_requires|extras_require|setup_requires|tests_require)$";

/** Characters. No setup script is longer; broken code of a megabyte can keep the parser busy for minutes. */
const LONGEST = 200_000;

/**
 * Requirements of `setup.py`, which is code: those that stand as texts in the arguments' lists, or in the list that a
 * variable of that file is given, which such an argument names. Lists that are computed are not followed.
 */
export const SETUP_PY = manifestReader("setup.py", named("setup.py"), function* (text, path) {
  if (text.length > LONGEST) throw new RangeError(`more than ${LONGEST} characters`);
  const { root } = parseSource(path, "python", text);
  const values = root
    .findAll({ rule: { kind: "keyword_argument", has: { field: "name", regex: ARGUMENTS } } })
    .flatMap((argument) => assigned(root, argument.field("value")));
  for (const node of values.flatMap((value) => value.findAll({ rule: { kind: "string" } }))) {
    const found = requirementIn(text, node);
    if (found !== undefined) yield found;
  }
});

/** The value itself, and what its names are given elsewhere in the file. */
function assigned(root: SgNode, value: SgNode | null): SgNode[] {
  if (value === null) return [];
  const names = new Set(value.findAll({ rule: { kind: "identifier" } }).map((each) => each.text()));
  const given = root
    .findAll({ rule: { kind: "assignment" } })
    .filter((each) => names.has(each.field("left")?.text() ?? ""))
    .map((each) => each.field("right"));
  return [value, ...given.filter((each) => each !== null)];
}

function requirementIn(text: string, node: SgNode): Dependency | undefined {
  // A key of a dict is the name of an extra, not a requirement.
  if (node.parent()?.kind() === "pair" && node.parent()?.field("key")?.id() === node.id()) return undefined;
  const content = node.children().filter((each) => each.kind() === "string_content");
  const [only] = content;
  if (only === undefined || content.length > 1 || only.text().includes("\\")) return undefined;
  const { start, end } = spanOf(only);
  return pipDependency(text, start.offset, end.offset);
}
