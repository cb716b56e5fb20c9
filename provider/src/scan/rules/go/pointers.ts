import type { SgNode } from "@ast-grep/napi";
import type { Edit } from "../../finding";
import type { SourceFile } from "../../rule";
import type { GoTypes } from "./types";

/**
 * `&` before a value whose pointer is wanted; undefined where that is no Go, or could make two records share one
 * variable: a variable counts that each run through its declaration makes anew, and nobody sets again.
 */
export function addressOf(value: SgNode, types: GoTypes, file: SourceFile): Edit | undefined {
  const start = value.range().start.index;
  const isLiteral = value.kind() === "composite_literal";
  return isLiteral || (value.kind() === "identifier" && isSetOnce(value, types, file))
    ? { start, end: start, text: "&" }
    : undefined;
}

const DECLARATIONS = new Set(["short_var_declaration", "var_spec", "parameter_declaration"]);

function isSetOnce(identifier: SgNode, types: GoTypes, file: SourceFile): boolean {
  const declared = types.declarationOf(identifier);
  if (declared === undefined) return false;
  const statement = declared.node.ancestors().find((node) => node.kind() !== "expression_list");
  if (statement === undefined || !DECLARATIONS.has(String(statement.kind()))) return false;
  const isLocal =
    statement.kind() === "parameter_declaration" || statement.ancestors().some((node) => node.kind() === "block");
  if (!isLocal || statement.parent()?.kind() === "for_clause") return false;
  return !setsOf(identifier.text(), file).some(
    (place) => place > declared.node.range().start.index && place < declared.to,
  );
}

/** Where a variable of this name is set: `a = b`, `a, c := d` (which may set an `a` that is there), `a++`, `for a = range`. */
function setsOf(name: string, file: SourceFile): number[] {
  const kinds = ["assignment_statement", "short_var_declaration", "range_clause", "inc_statement", "dec_statement"];
  return file.root.findAll({ rule: { any: kinds.map((kind) => ({ kind })) } }).flatMap((statement) => {
    const left = statement.field("left") ?? statement.child(0);
    const names = left?.kind() === "expression_list" ? left.children() : [left];
    return names.flatMap((each) =>
      each?.kind() === "identifier" && each.text() === name ? [each.range().start.index] : [],
    );
  });
}
