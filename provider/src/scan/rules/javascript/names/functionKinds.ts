import type { SgNode } from "@ast-grep/napi";
import type { SourceFile } from "../../../rule";
import type { Evaluation } from "./evaluation";
import { common, elementOf, type Kind } from "./kind";
import { argumentsOf, memberName } from "./syntax";

/** Methods of an array whose function gets an element first. */
const ELEMENT_FIRST = new Set([
  "map",
  "forEach",
  "filter",
  "find",
  "some",
  "every",
  "flatMap",
  "findIndex",
  "findLast",
]);

/** What a file's own functions give and get. */
export class FunctionKinds {
  private byName: ReadonlyMap<string, readonly SgNode[]> | undefined;

  constructor(
    private readonly evaluation: Evaluation,
    private readonly file: SourceFile,
  ) {}

  /** What a function gives, awaited: by its type, else by what it returns. */
  returned(node: SgNode): Kind | undefined {
    const { evaluation } = this;
    return evaluation.once(`returned ${node.id()}`, () => {
      return this.returnedValue(node) ?? evaluation.types.kindOf(node.field("return_type"));
    });
  }

  /** What a function's parameter gets: from an array's method, from `then`, or the same from all calls in the file. */
  argumentKind(of: SgNode, at: number): Kind | undefined {
    const list = of.parent();
    const call = list?.kind() === "arguments" ? list.parent() : null;
    const callee = call?.field("function") ?? null;
    const object = callee?.kind() === "member_expression" ? callee.field("object") : null;
    if (callee !== null && object !== null) return at === 0 ? this.callbackKind(callee, object) : undefined;
    const calls = this.callsOf(of).map((each) => argumentsOf(each)[at]);
    return common(calls.map((each) => (each === undefined ? undefined : this.evaluation.kindOf(each))));
  }

  private callbackKind(callee: SgNode, object: SgNode): Kind | undefined {
    const name = memberName(callee) ?? "";
    if (name === "then") return this.evaluation.kindOf(object);
    return ELEMENT_FIRST.has(name) ? elementOf(this.evaluation.kindOf(object)) : undefined;
  }

  private callsOf(of: SgNode): readonly SgNode[] {
    const parent = of.parent();
    const named = parent?.kind() === "variable_declarator" ? parent.field("name") : of.field("name");
    if (named === null || named.kind() !== "identifier") return [];
    this.byName ??= callsByName(this.file);
    return (this.byName.get(named.text()) ?? []).filter((call) => {
      const callee = call.field("function");
      const kind = callee === null ? undefined : this.evaluation.kindOf(callee);
      return kind?.is === "function" && kind.node.id() === of.id();
    });
  }

  private returnedValue(node: SgNode): Kind | undefined {
    const body = node.field("body");
    if (body === null) return undefined;
    if (body.kind() !== "statement_block") return this.evaluation.kindOf(body);
    const { scopes } = this.evaluation;
    const own = scopes.within(body.range().start.index, "function");
    const values = body
      .findAll({ rule: { kind: "return_statement" } })
      .filter((each) => scopes.within(each.range().start.index, "function") === own)
      .flatMap((each) => each.namedChildren().filter((child) => child.kind() !== "comment"));
    return this.evaluation.agreed(values);
  }
}

function callsByName(file: SourceFile): ReadonlyMap<string, readonly SgNode[]> {
  const rule = { kind: "call_expression", has: { field: "function", kind: "identifier" } };
  const byName = new Map<string, SgNode[]>();
  for (const call of file.root.findAll({ rule })) {
    const name = call.field("function")?.text() ?? "";
    const same = byName.get(name);
    if (same === undefined) byName.set(name, [call]);
    else same.push(call);
  }
  return byName;
}
