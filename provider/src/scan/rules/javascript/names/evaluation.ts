import type { SgNode } from "@ast-grep/napi";
import { type Exports, holdsHandles, type Imported, type SourceFile } from "../../../rule";
import { CallKinds } from "./callKinds";
import { ClassMembers } from "./classMembers";
import { objectOf, stringOf } from "./constants";
import type { Assigned, Declaration, Pick, Value } from "./declaration";
import { type Declarations, declarationsOf } from "./declarations";
import { FunctionKinds } from "./functionKinds";
import { common, elementOf, instanceOf, type Kind, memberOf } from "./kind";
import { type Scopes, scopesOf } from "./scopes";
import {
  CAPTURE,
  isNothing,
  isPinecone,
  isRelative,
  memberName,
  propertiesOf,
  propertyNamed,
  unwrapped,
} from "./syntax";
import { TypeKinds } from "./typeKinds";

/** Steps from a question to what it rests on; no program of a person is near it, and the stack holds many more. */
const DEEPEST = 200;

/** Says what an expression of one file stands for; made for that file, as it remembers what it found. */
export class Evaluation {
  readonly scopes: Scopes;
  readonly declarations: Declarations;
  readonly types: TypeKinds;
  readonly functions: FunctionKinds;
  private readonly calls: CallKinds;
  private readonly classes: ClassMembers;
  private readonly known = new Map<number, Kind | undefined>();
  private readonly busy = new Set<object | number | string>();
  /** Unknown as long as the present question is open: it may depend on it. Remembered, as functions may call each other. */
  private readonly unclear = new Set<number>();

  constructor(
    file: SourceFile,
    private readonly imported: Imported,
  ) {
    this.scopes = scopesOf(file);
    this.declarations = declarationsOf(file, this.scopes);
    this.types = new TypeKinds(this);
    this.functions = new FunctionKinds(this, file);
    this.calls = new CallKinds(this);
    this.classes = new ClassMembers(this, file.language !== "javascript");
  }

  /** Undefined for all that is not known to be Pinecone's. */
  kindOf(expression: SgNode): Kind | undefined {
    const node = unwrapped(expression);
    return this.plainKind(node) ?? (node === expression ? undefined : this.types.asserted(expression));
  }

  private plainKind(node: SgNode): Kind | undefined {
    const id = node.id();
    if (this.known.has(id)) return this.known.get(id);
    if (this.unclear.has(id)) return undefined;
    const kind = this.once(id, () => this.expression(node));
    if (kind !== undefined || this.busy.size === 0) this.known.set(id, kind);
    else this.unclear.add(id);
    return kind;
  }

  /** An object literal, or the one that a constant name stands for. */
  objectOf(expression: SgNode): SgNode | undefined {
    return objectOf(expression, this.declarations);
  }

  /** A string literal, or the one that a constant name stands for. */
  stringOf(expression: SgNode): string | undefined {
    return stringOf(expression, this.declarations);
  }

  /** What a property of a kind is. */
  member(kind: Kind | undefined, name: string): Kind | undefined {
    if (kind === undefined) return undefined;
    if (kind.is === "file") return this.handleOf(kind.specifier, name);
    if (kind.is === "part") return this.handleOf(kind.specifier, `${kind.name}.${name}`);
    if (kind.is === "instance" || kind.is === "local-class") return this.classes.member(kind.node, name);
    if (kind.is === "shape") return this.types.member(kind.node, name);
    if (kind.is !== "object") return memberOf(kind, name);
    const value = propertyNamed(kind.node, name)?.value;
    if (value === undefined) return undefined;
    return value.kind() === "method_definition" ? { is: "function", node: value } : this.kindOf(value);
  }

  /** What an object pattern takes its names from. */
  patternKind(pattern: SgNode): Kind | undefined {
    return this.declarations
      .sourcesOf(pattern)
      .reduce<Kind | undefined>((found, value) => found ?? this.once(value, () => this.valueKind(value)), undefined);
  }

  /** What a declaration gives everywhere: for an export. */
  settled(name: string): Kind | undefined {
    const declaration = this.declarations.find(name, 0);
    return declaration === undefined ? undefined : this.allAgree(declaration, declaration.assigned);
  }

  /** Does something unless it is being done: a name may be defined by itself. */
  once(what: object | number | string, find: () => Kind | undefined): Kind | undefined {
    if (this.busy.has(what) || this.busy.size > DEEPEST) return undefined;
    this.busy.add(what);
    try {
      return find();
    } finally {
      this.busy.delete(what);
      if (this.busy.size === 0) this.unclear.clear();
    }
  }

  private expression(node: SgNode): Kind | undefined {
    const kind = String(node.kind());
    if (kind === "identifier" || kind === "shorthand_property_identifier") return this.nameKind(node);
    if (kind === "member_expression" || kind === "subscript_expression") return this.memberExpression(node);
    if (kind === "call_expression") return this.calls.kindOf(node);
    if (kind === "new_expression") return this.made(node.field("constructor"));
    if (kind === "arrow_function" || kind === "function_expression") return { is: "function", node };
    if (kind === "object") return { is: "object", node };
    if (kind === "array") return { is: "tuple", node };
    if (kind === "class") return { is: "local-class", node };
    if (kind === "assignment_expression") return this.fieldKind(node, "right");
    if (kind === "augmented_assignment_expression") return this.fieldKind(node, "right");
    if (kind === "ternary_expression") return this.either(node.field("consequence"), node.field("alternative"));
    const operator = kind === "binary_expression" ? node.field("operator")?.text() : undefined;
    // What stands in for the other is of its kind.
    if (operator === "??" || operator === "||") return this.fieldKind(node, "left") ?? this.fieldKind(node, "right");
    return operator === "&&" ? this.fieldKind(node, "right") : undefined;
  }

  private fieldKind(node: SgNode, field: string): Kind | undefined {
    const inner = node.field(field);
    return inner === null ? undefined : this.kindOf(inner);
  }

  private either(a: SgNode | null, b: SgNode | null): Kind | undefined {
    return this.agreed([a, b].filter((each) => each !== null));
  }

  /** What all of them are, apart from those that are nothing. */
  agreed(nodes: readonly SgNode[]): Kind | undefined {
    return common(nodes.filter((node) => !isNothing(unwrapped(node))).map((node) => this.kindOf(node)));
  }

  /** What a name stands for where it is written. */
  nameKind(node: SgNode): Kind | undefined {
    const offset = node.range().start.index;
    const declaration = this.declarations.find(node.text(), offset);
    return declaration === undefined ? undefined : this.declared(declaration, offset);
  }

  /** What a variable holds at a place: its last value before it in the same function; elsewhere all have to agree. */
  private declared(declaration: Declaration, offset: number): Kind | undefined {
    const here = this.scopes.within(offset, "function");
    const before = declaration.assigned.filter((each) => each.within === here && each.offset <= offset);
    const last = before.reduce<Assigned | undefined>(
      (a, b) => (a === undefined || b.offset >= a.offset ? b : a),
      undefined,
    );
    return this.allAgree(declaration, last === undefined ? declaration.assigned : [last]);
  }

  private allAgree(declaration: Declaration, assigned: readonly Assigned[]): Kind | undefined {
    const kind = common(assigned.map(({ value }) => this.once(value, () => this.valueKind(value))));
    const { type } = declaration;
    return kind ?? (type && this.picked(this.types.kindOf(type.node), type.picks));
  }

  private valueKind(value: Value): Kind | undefined {
    switch (value.from) {
      case "expression":
        return this.picked(this.kindOf(value.node), value.picks);
      case "element":
        return this.picked(elementOf(this.kindOf(value.node)), value.picks);
      case "parameter":
        return this.picked(this.functions.argumentKind(value.of, value.at), value.picks);
      case "import":
        return this.importKind(value.specifier, value.name);
      case "function":
        return { is: "function", node: value.node };
      case "type":
        return this.types.declared(value.node);
      case "class":
        return { is: "local-class", node: value.node };
      case "unknown":
        return undefined;
    }
  }

  private picked(kind: Kind | undefined, picks: readonly Pick[]): Kind | undefined {
    return picks.reduce<Kind | undefined>(
      (now, pick) => (typeof pick === "number" ? this.at(now, pick) : this.member(now, pick)),
      kind,
    );
  }

  private at(kind: Kind | undefined, place: number): Kind | undefined {
    if (kind?.is !== "tuple") return elementOf(kind);
    const element = kind.node.namedChildren().filter((child) => child.kind() !== "comment")[place];
    return element === undefined ? undefined : this.kindOf(element);
  }

  /** What is imported by a name; `*` is the whole. */
  importKind(specifier: string, name: string): Kind | undefined {
    if (isPinecone(specifier)) {
      return name === "*" || name === "default" ? { is: "package" } : memberOf({ is: "package" }, name);
    }
    if (specifier === CAPTURE) return name === "*" ? { is: "podshift" } : memberOf({ is: "podshift" }, name);
    if (!this.leadsToFile(specifier)) return undefined;
    if (name === "*") return { is: "file", specifier };
    const isPart = name === "default" || holdsHandles(this.imported, specifier, name);
    return this.handleOf(specifier, name) ?? (isPart ? { is: "part", specifier, name } : undefined);
  }

  /** Whether a specifier means another file of the tree. */
  leadsToFile(specifier: string): boolean {
    return isRelative(specifier) || this.exportsOf(specifier) !== undefined;
  }

  /** All that another file of the tree exports. */
  exportsOf(specifier: string): Exports | undefined {
    return this.imported.all?.(specifier);
  }

  /** The members of a file's own class or object that may be of interest. */
  *membersOf(kind: Kind | undefined): Generator<readonly [name: string, kind: Kind | undefined]> {
    if (kind?.is === "object") {
      for (const { name } of propertiesOf(kind.node).properties) yield [name, this.member(kind, name)];
    }
    if (kind?.is !== "instance" && kind?.is !== "local-class") return;
    for (const name of this.classes.namesOf(kind.node)) yield [name, this.member(kind, name)];
  }

  private handleOf(specifier: string, name: string): Kind | undefined {
    const handle = this.imported(specifier, name);
    if (handle === undefined) return undefined;
    const isClient = handle === "client" || handle === "client-factory";
    const kind: Kind = isClient ? { is: "client", old: false } : { is: "index", captured: false, old: false };
    return handle === "client" || handle === "index" ? kind : { is: "gives", kind };
  }

  private memberExpression(node: SgNode): Kind | undefined {
    const object = node.field("object");
    if (object === null) return undefined;
    const name = memberName(node);
    if (object.kind() === "this") return name === undefined ? undefined : this.classes.ofThis(node, name);
    const kind = this.kindOf(object);
    if (kind?.is === "namespaces") return { is: "namespace-stats" };
    if (name !== undefined) return this.member(kind, name);
    return node.kind() === "subscript_expression" ? elementOf(kind) : undefined;
  }

  private made(of: SgNode | null): Kind | undefined {
    const kind = of === null ? undefined : this.kindOf(of);
    const base = kind?.is === "local-class" ? this.classes.baseOf(kind.node) : undefined;
    // A class of the file's own that is one of the package's.
    const made = base?.is === "class" ? base : kind;
    return made === undefined ? undefined : instanceOf(made);
  }
}
