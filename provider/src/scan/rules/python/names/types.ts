import type { SgNode } from "@ast-grep/napi";
import type { Evaluator } from "./evaluate";
import { memberOf, typedAs } from "./package";
import { byDefault } from "./parameters";
import { type Scope, stretchOf } from "./scopes";
import { firstOf, type Value } from "./values";

const OPEN: ReadonlySet<string> = new Set(["Optional", "Union", "Annotated", "Final", "ClassVar"]);

/** What has a type: `Index`, `pinecone.Index | None`, `Optional[Index]`, `Annotated[Any, Depends(f)]`, also in quotes. */
export function typed(evaluator: Evaluator, type: SgNode, scope: Scope): Value | undefined {
  const kind = String(type.kind());
  const parts = (of: readonly SgNode[]) => firstOf(of, (part) => typed(evaluator, part, scope));
  if (kind === "type" || kind === "union_type" || kind === "binary_operator") return parts(type.namedChildren());
  if (kind === "generic_type") return parts(openParts(type));
  if (kind === "string") return quoted(evaluator, type, scope);
  if (kind === "call") return byDefault(evaluator, type, scope);
  return kind === "identifier" || kind === "attribute" ? ofClass(evaluator, evaluator.value(type, scope)) : undefined;
}

function openParts(type: SgNode): SgNode[] {
  const [name, parameters] = type.namedChildren();
  return OPEN.has(name?.text() ?? "") ? (parameters?.namedChildren() ?? []) : [];
}

function quoted(evaluator: Evaluator, type: SgNode, scope: Scope): Value | undefined {
  const [first = "", ...rest] = type
    .text()
    .replace(/^["']+|["']+$/g, "")
    .split(".");
  let value = evaluator.named(first, stretchOf(type).start, scope);
  for (const part of rest) value = value?.kind === "module" ? memberOf(value.name, part) : undefined;
  return ofClass(evaluator, value);
}

function ofClass(evaluator: Evaluator, value: Value | undefined): Value | undefined {
  if (value?.kind === "class") return evaluator.objectOf(value.scope);
  return value?.kind === "member" ? typedAs(value.name) : evaluator.ofOtherFile(value);
}
