import type { SgNode } from "@ast-grep/napi";
import type { SourceFile } from "../../rule";
import type { PythonBindings, PythonNames } from "./bindings";
import { importsIn } from "./imports";
import { isPackage } from "./names/package";
import { stretchOf } from "./names/scopes";

/** Where a file names something of the package other than by calling it, which is for the rule of what is called. */
export interface NamedOfPackage {
  readonly node: SgNode;
  readonly name: string;
  /** `from pinecone import name`, and not `pinecone.name`. */
  readonly isImport: boolean;
}

export function* namedOfPackage(
  file: SourceFile,
  bindings: PythonBindings,
  names: readonly string[],
): Iterable<NamedOfPackage> {
  if (bindings === undefined) return;
  const imports = importsIn(file);
  for (const { module, name, as, node } of imports) {
    if (module !== "pinecone" || name === undefined || !names.includes(name) || calledAs(as, bindings)) continue;
    yield { node, name, isImport: true };
  }
  if (!imports.some(({ module, name }) => name === undefined && isPackage(module))) return;
  const any = names.join("|");
  // Most files are ruled out before their trees are searched.
  if (!new RegExp(`\\.(${any})\\b(?!\\()`).test(file.text)) return;
  const named = { field: "attribute", regex: `^(${any})$` };
  for (const node of file.root.findAll({ rule: { kind: "attribute", has: named } })) {
    const module = bindings.evaluator.value(node.field("object") ?? node);
    if (module?.kind !== "module" || module.name !== "pinecone" || isCalled(node, bindings)) continue;
    yield { node, name: node.field("attribute")?.text() ?? "", isImport: false };
  }
}

function isCalled(node: SgNode, { calls }: PythonNames): boolean {
  const { start, end } = stretchOf(node);
  return calls.some(({ callee }) => stretchOf(callee).start === start && stretchOf(callee).end === end);
}

function calledAs(name: string, { calls }: PythonNames): boolean {
  return calls.some(({ callee, target }) => target === "module" && callee.text() === name);
}
