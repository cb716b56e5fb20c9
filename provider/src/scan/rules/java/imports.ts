import type { SgNode } from "@ast-grep/napi";

/** The classes of the vendor's packages, up to 0.8 and from 1.0 on, that a wildcard import may bring in. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  "io.pinecone": [
    "PineconeClient",
    "PineconeClientConfig",
    "PineconeConnection",
    "PineconeConnectionConfig",
    "PineconeControlPlaneClient",
    "PineconeIndexOperationClient",
  ],
  "io.pinecone.clients": ["Pinecone", "Index", "AsyncIndex", "Inference"],
  "io.pinecone.configs": ["PineconeConfig", "PineconeConnection"],
  "io.pinecone.model": ["CreateIndexRequest", "ConfigureIndexRequest", "IndexMeta", "IndexMetaDatabase"],
  "io.pinecone.proto": [
    "DeleteRequest",
    "DescribeIndexStatsRequest",
    "UpdateRequest",
    "UpsertRequest",
    "VectorServiceGrpc",
  ],
};

/** The models of the control plane, whose package is `org.openapitools.client.model` up to 1.x. */
export const MODELS: ReadonlySet<string> = new Set([
  "CollectionList",
  "CollectionModel",
  "ConfigureIndexRequest",
  "ConfigureIndexRequestSpec",
  "ConfigureIndexRequestSpecPod",
  "CreateCollectionRequest",
  "CreateIndexRequest",
  "CreateIndexRequestSpec",
  "CreateIndexRequestSpecPod",
  "CreateIndexRequestSpecPodMetadataConfig",
  "DeletionProtection",
  "IndexList",
  "IndexMetric",
  "IndexModel",
  "IndexModelSpec",
  "IndexModelStatus",
  "IndexSpec",
  "PodSpec",
  "PodSpecMetadataConfig",
  "ServerlessSpec",
]);

/** 0.8 and 1.x; 2.x; from 3.0 on. Every client that openapi-generator makes has the first one, unless told otherwise. */
export const OLD_MODEL_PACKAGES: readonly string[] = ["org.openapitools.client", "org.openapitools.control.client"];
export const MODEL_PACKAGE = "org.openapitools.db_control.client";

/** An import of a class, or (`name` is `*`) of a package's classes. */
export interface JavaImport {
  readonly node: SgNode;
  /** The node of the dotted name, without the `*`. */
  readonly path: SgNode;
  readonly from: string;
  readonly name: string;
}

export function importsOf(root: SgNode): JavaImport[] {
  return root.findAll({ rule: { kind: "import_declaration" } }).flatMap((node) => {
    const children = node.children();
    const path = children.find((child) => child.kind() === "scoped_identifier" || child.kind() === "identifier");
    if (path === undefined || children.some((child) => child.kind() === "static")) return [];
    const text = path.text().replaceAll(/\s/g, "");
    if (children.some((child) => child.kind() === "asterisk")) return [{ node, path, from: text, name: "*" }];
    const dot = text.lastIndexOf(".");
    return [{ node, path, from: text.slice(0, dot), name: text.slice(dot + 1) }];
  });
}

function isVendors(from: string): boolean {
  return from === "io.pinecone" || from.startsWith("io.pinecone.");
}

function isModels(from: string): boolean {
  return [...OLD_MODEL_PACKAGES, MODEL_PACKAGE].some((each) => from === `${each}.model`);
}

/** What a file's simple class names stand for. */
export class JavaClasses {
  readonly imports: readonly JavaImport[];
  readonly #own: ReadonlySet<string>;
  readonly #explicit: ReadonlyMap<string, string>;
  readonly #wildcards: ReadonlySet<string>;

  constructor(root: SgNode) {
    this.imports = importsOf(root);
    const kinds = ["class_declaration", "interface_declaration", "enum_declaration", "record_declaration"];
    const declared = root.findAll({ rule: { any: kinds.map((kind) => ({ kind })) } });
    this.#own = new Set(declared.flatMap((node) => node.field("name")?.text() ?? []));
    this.#explicit = new Map(this.imports.filter(({ name }) => name !== "*").map(({ from, name }) => [name, from]));
    this.#wildcards = new Set(this.imports.filter(({ name }) => name === "*").map(({ from }) => from));
  }

  /** Whether the file uses the vendor's packages at all. */
  get vendors(): boolean {
    return this.imports.some(({ from }) => isVendors(from) || from.startsWith(`${MODEL_PACKAGE}.`));
  }

  /** Whether the file's `org.openapitools.client` is the vendor's. */
  get models(): boolean {
    const distinct = ["CollectionModel", "CreateIndexRequestSpecPod", "PodSpec", "ServerlessSpec", "IndexModelSpec"];
    return this.vendors || this.imports.some(({ from, name }) => isModels(from) && distinct.includes(name));
  }

  /**
   * Whether `ApiException` and the like of a package are the vendor's: not where the file has another package for the
   * vendor's models, or models of another API from this one.
   */
  ownsPackage(of: string): boolean {
    const models = this.imports.filter(({ from }) => /^org\.openapitools\.(?:\w+\.)?client\.model$/.test(from));
    return models.every(({ from, name }) => from === `${of}.model` && (name === "*" || MODELS.has(name)));
  }

  /** `pinecone.Index` for the vendor's `Index`, `Index` for another's. */
  named(name: string): string {
    if (this.#own.has(name)) return name;
    const from = this.#explicit.get(name);
    if (from !== undefined) return isVendors(from) || (isModels(from) && this.models) ? `pinecone.${name}` : name;
    const known = Object.entries(PACKAGES).some(([of, names]) => this.#wildcards.has(of) && names.includes(name));
    const model = this.models && MODELS.has(name) && [...this.#wildcards].some(isModels);
    return known || model ? `pinecone.${name}` : name;
  }

  /** The same for a name with dots: `Pinecone.Builder`, `io.pinecone.clients.Index`. */
  dotted(text: string): string {
    const name = text.replaceAll(/\s/g, "");
    if (isVendors(name)) return `pinecone.${name.replace(/^io\.pinecone\.(?:[a-z_]+\.)*/, "")}`;
    const [first = "", ...rest] = name.split(".");
    return [this.named(first), ...rest].join(".");
  }
}
