import type { SgNode } from "@ast-grep/napi";

/** A type by its name, as the language's `typeNames` writes it; undefined where the file doesn't tell. */
export type TypeName = string | undefined;

/** A type that is found out when it is asked for, once. */
export type LazyType = () => TypeName;

/** Types may lean on each other in circles (`a = b; b = a`): a type that is asked for while it is looked for is unknown. */
function lazily(find: () => TypeName): LazyType {
  let state: "new" | "busy" | "done" = "new";
  let type: TypeName;
  return () => {
    if (state === "busy") return undefined;
    if (state === "new") {
      state = "busy";
      type = find();
      state = "done";
    }
    return type;
  };
}

/** A name, and the part of the text that knows it. */
export interface Declared {
  readonly from: number;
  readonly to: number;
  readonly type: LazyType;
  /** The node of the name in its declaration. */
  readonly node: SgNode;
}

/** The names of variables, parameters and fields of a file. */
export class Scopes {
  readonly #byName = new Map<string, Declared[]>();

  /** Declares a name from its own place, or from the scope's beginning where `everywhere`, to the scope's end. */
  declare(node: SgNode, scope: SgNode, type: LazyType, everywhere = false): void {
    const { start, end } = scope.range();
    const from = everywhere ? start.index : node.range().start.index;
    const declared = { from, to: end.index, type: lazily(type), node };
    const name = node.text();
    const all = this.#byName.get(name);
    if (all === undefined) this.#byName.set(name, [declared]);
    else all.push(declared);
  }

  /** The declaration that a name means at a node: the innermost one. */
  find(name: string, at: SgNode): Declared | undefined {
    const place = at.range().start.index;
    return (this.#byName.get(name) ?? [])
      .filter(({ from, to }) => from <= place && place < to)
      .reduce<Declared | undefined>(
        (best, each) => (best === undefined || each.from > best.from ? each : best),
        undefined,
      );
  }
}

/** The fields and methods of the types that a file declares; `""` owns its functions. */
export class Members {
  readonly #byOwner = new Map<string, Map<string, LazyType>>();

  add(owner: string, name: string, type: LazyType): void {
    const members = this.#byOwner.get(owner) ?? new Map<string, LazyType>();
    this.#byOwner.set(owner, members.set(name, lazily(type)));
  }

  has(owner: string): boolean {
    return this.#byOwner.has(owner);
  }

  find(owner: string, name: string): TypeName {
    return this.#byOwner.get(owner)?.get(name)?.();
  }
}
