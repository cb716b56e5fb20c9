import type { SgNode } from "@ast-grep/napi";
import type { Evaluation } from "./evaluation";
import { type Kind, resultOf } from "./kind";
import { argumentsOf, CAPTURE, isPinecone, memberName, stringValue } from "./syntax";

/** What a call gives; a promise is as good as what it gives. */
export class CallKinds {
  constructor(private readonly evaluation: Evaluation) {}

  kindOf(call: SgNode): Kind | undefined {
    const callee = call.field("function");
    if (callee === null) return undefined;
    const [first] = argumentsOf(call);
    const isModule = callee.kind() === "import" || (callee.kind() === "identifier" && callee.text() === "require");
    const specifier = isModule && first !== undefined ? stringValue(first) : undefined;
    if (specifier !== undefined) return this.required(specifier);
    const kind = this.evaluation.kindOf(callee);
    if (kind?.is === "gives") return kind.kind;
    if (kind?.is === "function") return this.evaluation.functions.returned(kind.node);
    if (kind?.is !== "capture") return this.method(callee, first);
    const inner = first === undefined ? undefined : this.evaluation.kindOf(first);
    return { is: "index", captured: true, old: inner?.is === "index" && inner.old };
  }

  private required(specifier: string): Kind | undefined {
    if (isPinecone(specifier)) return { is: "package" };
    if (specifier === CAPTURE) return { is: "podshift" };
    return this.evaluation.leadsToFile(specifier) ? { is: "file", specifier } : undefined;
  }

  private method(callee: SgNode, first: SgNode | undefined): Kind | undefined {
    const object = callee.kind() === "member_expression" ? callee.field("object") : null;
    const name = memberName(callee);
    if (object === null || name === undefined) return undefined;
    if (object.text() === "Object" && first !== undefined) return objectsOf(name, this.evaluation.kindOf(first));
    if (object.text() === "Promise" && name === "all" && first !== undefined) return this.evaluation.kindOf(first);
    const kind = this.evaluation.kindOf(object);
    if (kind === undefined) return undefined;
    // What a promise is caught or ended with changes nothing.
    if (name === "catch" || name === "finally") return kind;
    if (kind.is !== "list") return resultOf(kind, name);
    if (name === "find" || name === "at" || name === "pop") return kind.of;
    return name === "filter" || name === "slice" ? kind : undefined;
  }
}

/** Of `Object.values(stats.namespaces)`, `Object.entries(stats.namespaces)`. */
function objectsOf(method: string, kind: Kind | undefined): Kind | undefined {
  if (kind?.is !== "namespaces") return undefined;
  const of: Kind = { is: "namespace-stats" };
  if (method === "values") return { is: "list", of };
  return method === "entries" ? { is: "list", of: { is: "list", of } } : undefined;
}
