import type { SgNode } from "@ast-grep/napi";

/** The vendor's types (`Pinecone.Client`) and the community client's (`Pinecone.NET`): both are in the namespace `Pinecone`. */
const KNOWN: ReadonlySet<string> = new Set([
  "BasePinecone",
  "ConfigureIndexRequest",
  "ConfigureIndexRequestSpec",
  "ConfigureIndexRequestSpecPod",
  "CreateIndexRequest",
  "DeleteRequest",
  "DescribeIndexStatsRequest",
  "Index",
  "IndexClient",
  "IndexDetails",
  "IndexName",
  "MetadataMap",
  "PineconeClient",
  "PodIndexSpec",
  "PodSpec",
  "PodSpecMetadataConfig",
  "UpdateRequest",
  "UpsertRequest",
]);

const TYPE_DECLARATIONS = [
  "class_declaration",
  "interface_declaration",
  "struct_declaration",
  "record_declaration",
  "enum_declaration",
];

/** What a file's simple type names stand for. */
export class Usings {
  /** Whether the file uses the vendor's or the community's namespace. */
  readonly uses: boolean;
  readonly #namespaces: ReadonlySet<string>;
  readonly #aliases: ReadonlyMap<string, string>;
  readonly #own: ReadonlySet<string>;

  constructor(root: SgNode) {
    const directives = root.findAll({ rule: { kind: "using_directive" } });
    const parts = directives.map((node) => {
      const names = node.children().filter((child) => child.isNamed());
      const isStatic = node.children().some((child) => child.kind() === "static");
      return {
        alias: node.field("name")?.text(),
        of:
          names
            .at(-1)
            ?.text()
            .replace(/^global::/, "") ?? "",
        isStatic,
      };
    });
    this.#namespaces = new Set(
      parts.flatMap(({ alias, of, isStatic }) => (alias === undefined && !isStatic ? of : [])),
    );
    this.#aliases = new Map(parts.flatMap(({ alias, of }) => (alias === undefined ? [] : [[alias, of] as const])));
    const types = root.findAll({ rule: { any: TYPE_DECLARATIONS.map((kind) => ({ kind })) } });
    this.#own = new Set(types.flatMap((node) => node.field("name")?.text() ?? []));
    this.uses =
      this.#namespaces.has("Pinecone") ||
      [...this.#aliases.values()].some((of) => of === "Pinecone" || of.startsWith("Pinecone.")) ||
      root.find({ rule: { kind: "qualified_name", regex: "^(global::)?Pinecone\\.[A-Z]\\w*$" } }) !== null;
  }

  /** `Pinecone.PineconeClient` for the clients' type, `PineconeClient` for another's. */
  named(text: string): string {
    const name = text.replace(/^global::/, "").replaceAll(/\s/g, "");
    const [first = "", ...rest] = name.split(".");
    const alias = this.#aliases.get(first);
    if (alias !== undefined) return [alias, ...rest].join(".");
    if (rest.length > 0 || this.#own.has(name)) return name;
    return this.#namespaces.has("Pinecone") && KNOWN.has(name) ? `Pinecone.${name}` : name;
  }
}
