import type { Handle } from "../../rule";
import type { PythonBindings } from "./bindings";
import type { Evaluator } from "./names/evaluate";
import type { Value } from "./names/values";

/** The names of a module that stand for a client or an index, those that it only passes on included. */
export function exportsOf(bindings: PythonBindings): ReadonlyMap<string, Handle> {
  const found = new Map<string, Handle>();
  if (bindings === undefined) return found;
  const { evaluator } = bindings;
  for (const name of evaluator.names.module.names.keys()) {
    const handle = handleOf(evaluator.exported(name), evaluator);
    if (handle !== undefined) found.set(name, handle);
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
