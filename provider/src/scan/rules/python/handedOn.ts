import type { SgNode } from "@ast-grep/napi";
import type { SourceFile } from "../../rule";
import { type Arguments, argument, argumentsOf } from "./arguments";
import type { PythonNames } from "./bindings";

/** An index's methods that are handed on instead of called: `asyncio.to_thread(index.upsert, vectors)`, `write = index.upsert`. */
export function methodsHandedOn(
  file: SourceFile,
  { evaluator }: PythonNames,
  names: readonly string[],
): readonly SgNode[] {
  const any = names.join("|");
  // Most files are ruled out before their trees are searched.
  if (!new RegExp(`\\.(${any})\\b(?!\\s*\\()`).test(file.text)) return [];
  const named = { field: "attribute", regex: `^(${any})$` };
  return file.root.findAll({ rule: { kind: "attribute", has: named } }).filter((node) => {
    const above = node.parent();
    if (above?.kind() === "call" && above.field("function")?.id() === node.id()) return false;
    const object = node.field("object");
    return object !== null && evaluator.value(object)?.kind === "index";
  });
}

/** An argument that is handed on beside a method: of `to_thread(index.delete, filter=...)`, `partial(index.delete, ...)`. */
export function argumentBeside(method: SgNode, name: string, at: number): SgNode | undefined {
  const list = method.parent();
  const call = list?.kind() === "argument_list" ? list.parent() : null;
  if (call?.kind() !== "call") return undefined;
  const given: Arguments = argumentsOf(call);
  const place = given.positional.findIndex((each) => each.id() === method.id());
  return argument(given, name, place === -1 ? undefined : place + 1 + at);
}
