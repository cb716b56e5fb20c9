import type { SgNode } from "@ast-grep/napi";
import type { TypeName } from "./scopes";

/** Longer chains of calls are no person's work, and following them would overflow the stack. */
const DEEPEST = 300;

/** Types of nodes that are worked out from those of nodes within: each once, and none that lies too deep. */
export class Depth {
  #now = 0;
  readonly #known = new Map<number, TypeName>();

  within(node: SgNode, work: () => TypeName): TypeName {
    const id = node.id();
    if (this.#known.has(id)) return this.#known.get(id);
    if (this.#now >= DEEPEST) return undefined;
    this.#now += 1;
    try {
      const type = work();
      this.#known.set(id, type);
      return type;
    } finally {
      this.#now -= 1;
    }
  }
}
