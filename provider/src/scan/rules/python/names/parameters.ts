import type { SgNode } from "@ast-grep/napi";
import { argument, argumentsOf } from "../arguments";
import type { Evaluator } from "./evaluate";
import type { CallSite, Scope } from "./scopes";
import { typed } from "./types";
import { type Bound, firstOf, type Value } from "./values";

/** A parameter's type tells what it is, else its default, else what the calls in this file give. */
export function parameter(evaluator: Evaluator, bound: Extract<Bound, { kind: "parameter" }>): Value | undefined {
  const { of, at, name, type } = bound;
  const outside = of.parent ?? of;
  const byType = type && typed(evaluator, type, outside);
  if (byType !== undefined) return byType;
  const given = bound.byDefault && byDefault(evaluator, bound.byDefault, outside);
  if (given !== undefined && given.kind !== "none") return given;
  const method = of.isMethod;
  if (method && at === 0 && of.parent !== undefined) return evaluator.objectOf(of.parent);
  return of.kind === "function" ? fromCalls(evaluator, of, name, method ? at - 1 : at) : undefined;
}

/** `Depends(f)` is what f gives: FastAPI. */
export function byDefault(evaluator: Evaluator, node: SgNode, scope: Scope): Value | undefined {
  const isDepends = node.kind() === "call" && node.field("function")?.text() === "Depends";
  const [provider] = isDepends ? argumentsOf(node).positional : [];
  const value = provider && evaluator.value(provider, scope);
  return value === undefined ? evaluator.value(node, scope) : evaluator.calling(value);
}

function fromCalls(evaluator: Evaluator, of: Scope, name: string, at: number): Value | undefined {
  const called = of.name === "__init__" ? (of.parent?.name ?? "") : of.name;
  return firstOf(evaluator.names.callsByName.get(called) ?? [], (site) => {
    if (!calls(evaluator, site, of)) return undefined;
    const given = argument(argumentsOf(site.node), name, at);
    return given && evaluator.value(given);
  });
}

/** Whether a call is one of this function, or makes an object by this `__init__`. */
function calls(evaluator: Evaluator, { callee, on }: CallSite, of: Scope): boolean {
  if (of.name === "__init__") {
    const made = evaluator.value(callee);
    return made?.kind === "class" && made.scope === of.parent;
  }
  const object = on === undefined || of.parent?.kind !== "class" ? undefined : evaluator.value(on);
  const isObject = object?.kind === "object" || object?.kind === "class";
  const value = isObject ? evaluator.inClass(object.scope, of.name) : evaluator.value(callee);
  return value?.kind === "function" && value.scope === of;
}
