import type { IndexStats } from "../../pinecone/types";
import type { Difference, NamespaceParity } from "./report";

/** How many ids were looked for, and records compared, in each namespace. */
export class NamespaceTallies {
  readonly #rows = new Map<string, { looked: number; compared: number }>();

  add(namespace: string, looked: number, compared: number): void {
    const row = this.of(namespace);
    this.#rows.set(namespace, { looked: row.looked + looked, compared: row.compared + compared });
  }

  of(namespace: string): { readonly looked: number; readonly compared: number } {
    return this.#rows.get(namespace) ?? { looked: 0, compared: 0 };
  }

  get namespaces(): string[] {
    return [...this.#rows.keys()];
  }
}

/** What is known of each namespace, besides its name. */
export interface FoundByNamespace {
  readonly counts: { readonly pod: IndexStats["namespaces"]; readonly serverless: IndexStats["namespaces"] };
  readonly tallies: NamespaceTallies;
  readonly missing: ReadonlyMap<string, number>;
  /** How many of a kind were found in a namespace. */
  count(kind: Difference["kind"], namespace: string): number;
}

/** A row for every namespace that either side counts, or something was found in, in the order of their names. */
export function namespaceRows({ counts, tallies, missing, count }: FoundByNamespace): NamespaceParity[] {
  const names = new Set([...counts.pod.keys(), ...counts.serverless.keys(), ...tallies.namespaces, ...missing.keys()]);
  return [...names].sort().map((namespace) => {
    const { looked, compared } = tallies.of(namespace);
    const different = count("different", namespace);
    return {
      namespace,
      pod: counts.pod.get(namespace) ?? 0,
      serverless: counts.serverless.get(namespace) ?? 0,
      looked,
      missing: missing.get(namespace) ?? 0,
      extra: count("extra", namespace),
      different,
      compared: compared + different,
    };
  });
}
