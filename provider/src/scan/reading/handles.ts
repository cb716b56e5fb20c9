import type { AnyRuleSet, Exports, Imported } from "../rule";

/** What one file exports, and how often that has changed. */
export interface Exported {
  readonly names: Exports;
  readonly version: number;
}

const NOTHING: Exported = { names: new Map(), version: 0 };

/** What the files of a tree export. */
export class Handles {
  private readonly exports = new Map<string, Exported>();

  /** @param paths of the files that the tree has */
  constructor(private readonly paths: ReadonlySet<string>) {}

  of(path: string): Exported {
    return this.exports.get(path) ?? NOTHING;
  }

  all(): Iterable<readonly [path: string, exported: Exported]> {
    return this.exports;
  }

  /** Whether that is something else than before. */
  set(path: string, names: Exports): boolean {
    const before = this.of(path);
    if (same(before.names, names)) return false;
    this.exports.set(path, { names, version: before.version + 1 });
    return true;
  }

  /** Takes over what another thread knows. */
  take(path: string, exported: Exported): void {
    this.exports.set(path, exported);
  }

  /** The file of the tree that a specifier leads to. */
  leadsTo(set: AnyRuleSet, path: string, specifier: string): string | undefined {
    return set.candidates(path, specifier).find((candidate) => candidate !== path && this.paths.has(candidate));
  }

  /** The look-up for one file. @param asked gets every file whose exports matter to it, by version */
  importedBy(set: AnyRuleSet, path: string, asked: Map<string, number>): Imported {
    const targets = new Map<string, string | undefined>();
    const all = (specifier: string): Exports | undefined => {
      if (!targets.has(specifier)) targets.set(specifier, this.leadsTo(set, path, specifier));
      const target = targets.get(specifier);
      if (target === undefined) return undefined;
      const { names, version } = this.of(target);
      asked.set(target, version);
      return names;
    };
    return Object.assign((specifier: string, name: string) => all(specifier)?.get(name), { all });
  }
}

function same(a: Exports, b: Exports): boolean {
  return a.size === b.size && [...a].every(([name, handle]) => b.get(name) === handle);
}
