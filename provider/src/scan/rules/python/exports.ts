import type { Exports, Handle, Imported } from "../../rule";
import type { PythonBindings } from "./bindings";
import type { Evaluator } from "./names/evaluate";
import type { Value } from "./names/values";

/**
 * The names of a module that stand for a client or an index, those that it only passes on included, and those that hang
 * on its classes and their objects: `store.index`.
 */
export function exportsOf(bindings: PythonBindings, imported: Imported): Exports {
  const found = new Map<string, Handle>();
  if (bindings === undefined) return found;
  const { evaluator } = bindings;
  for (const star of evaluator.names.stars) {
    for (const [name, handle] of imported.all?.(star) ?? []) if (!name.startsWith("_")) found.set(name, handle);
  }
  const set = (name: string, value: Value | undefined): void => {
    const handle = handleOf(value, evaluator);
    if (handle !== undefined) found.set(name, handle);
  };
  for (const name of evaluator.names.module.names.keys()) {
    const value = evaluator.exported(name);
    set(name, value);
    for (const [member, of] of evaluator.membersOf(value)) set(`${name}.${member}`, of);
  }
  return found;
}

function handleOf(value: Value | undefined, evaluator: Evaluator): Handle | undefined {
  if (value?.kind === "client" || value?.kind === "index") return value.kind;
  if (value?.kind === "factory") return value.gives === "client" ? "client-factory" : "index-factory";
  if (value?.kind !== "function") return undefined;
  const gives = evaluator.returned(value.scope);
  return gives?.kind === "client" || gives?.kind === "index" ? `${gives.kind}-factory` : undefined;
}
