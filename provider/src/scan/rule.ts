import type { SgNode, SgRoot } from "@ast-grep/napi";
import type { Found, RuleFacts } from "./finding";

export type Language = "python" | "javascript" | "typescript" | "tsx" | "java" | "go" | "csharp" | "hcl" | "yaml";

/** A file as parsed. */
export interface SourceFile {
  /** Relative to the scanned folder, with forward slashes. */
  readonly path: string;
  readonly language: Language;
  readonly text: string;
  readonly root: SgNode;
  readonly tree: SgRoot;
}

/** What a name that another file exports stands for. */
export type Handle =
  /** A Pinecone client. */
  | "client"
  /** A client of one index. */
  | "index"
  /** A function that gives a client. */
  | "client-factory"
  /** A function that gives an index. */
  | "index-factory";

/** What a file exports: by name, and `store.index` for what hangs on an exported class or object. */
export type Exports = ReadonlyMap<string, Handle>;

/** Looks up what the file imports from another file of the tree. */
export interface Imported {
  /** Undefined for anything that is not known to be a Pinecone client or index. */
  (specifier: string, name: string): Handle | undefined;
  /** All that a file exports; undefined where the specifier leads to no file of the tree. */
  readonly all?: (specifier: string) => Exports | undefined;
}

/** Whether something of a Pinecone client or index hangs on a name that another file exports, as on a class. */
export function holdsHandles({ all }: Imported, specifier: string, name: string): boolean {
  return [...(all?.(specifier)?.keys() ?? [])].some((each) => each.startsWith(`${name}.`));
}

/** What is wrong in a file's code. One rule, one file. `B`: what the language's `bind` finds out about a file's names. */
export interface CodeRule<B> extends RuleFacts {
  find(file: SourceFile, bindings: B): Iterable<Found>;
}

/** The rules of a language. */
export interface RuleSet<B> {
  readonly languages: readonly Language[];
  /**
   * Finds out which names of a file stand for Pinecone's module, a client, an index or an answer: rules look at these
   * names only, so that unrelated ones raise no alarm.
   */
  bind(file: SourceFile, imported: Imported): B;
  /** What the file's exported names stand for; left out where a language's types tell it in the using file. */
  exports?(file: SourceFile, bindings: B, imported: Imported): Exports;
  /**
   * Specifiers that the file imports from, as they are written (`..db`, `./search`), cheaply by its tree. Needed with
   * `exports`.
   */
  imports?(file: SourceFile): readonly string[];
  /** Where a specifier leads: paths within the tree, tried in order. Needed with `exports`. */
  candidates?(path: string, specifier: string): readonly string[];
  readonly rules: readonly CodeRule<B>[];
}

/** A rule set whose bindings are nobody else's business. */
export interface AnyRuleSet {
  readonly languages: readonly Language[];
  readonly facts: readonly RuleFacts[];
  /** Binds the file, and says what it exports and finds. */
  read(file: SourceFile, imported: Imported): FileReading;
  imports(file: SourceFile): readonly string[];
  candidates(path: string, specifier: string): readonly string[];
}

export interface FileReading {
  readonly exports: Exports;
  /** Runs the rules. @param failed told of a rule that throws, which then found nothing; left out, it throws on */
  findings(failed?: RuleFailed): { readonly rule: RuleFacts; readonly found: Found }[];
}

export type RuleFailed = (rule: RuleFacts, error: unknown) => void;

/** Hides a rule set's type of bindings. */
export function ruleSet<B>(set: RuleSet<B>): AnyRuleSet {
  return {
    languages: set.languages,
    facts: set.rules,
    read(file, imported) {
      const bindings = set.bind(file, imported);
      return {
        exports: set.exports?.(file, bindings, imported) ?? new Map(),
        findings: (failed) =>
          set.rules.flatMap((rule) => {
            try {
              return [...rule.find(file, bindings)].map((found) => ({ rule, found }));
            } catch (error) {
              if (failed === undefined) throw error;
              failed(rule, error);
              return [];
            }
          }),
      };
    },
    imports: (file) => set.imports?.(file) ?? [],
    candidates: (path, specifier) => set.candidates?.(path, specifier) ?? [],
  };
}
