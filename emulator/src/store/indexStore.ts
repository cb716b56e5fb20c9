import { randomUUID } from "node:crypto";
import type { Course } from "../faults/faults.js";
import type { Settings } from "../options.js";
import { Rates } from "../rates.js";
import type { Clock } from "../states.js";
import type { SavedNamespace } from "./backups.js";
import type { RecordsChange } from "./changes.js";
import { Imports } from "./imports.js";
import { type Ledger, NO_LEDGER } from "./ledger.js";
import { type FieldSchema, Namespace } from "./namespace.js";
import type { ReadCapacity, ReadCapacityState } from "./readCapacity.js";
import type { RecordTable } from "./records.js";

export type Metric = "cosine" | "euclidean" | "dotproduct";
export type VectorType = "dense" | "sparse";
export type DeletionProtection = "enabled" | "disabled";

export interface PodSpec {
  readonly kind: "pod";
  readonly environment: string;
  readonly podType: string;
  readonly pods: number;
  readonly replicas: number;
  readonly shards: number;
  /** Metadata fields that filters find; undefined means all. */
  readonly indexed: readonly string[] | undefined;
  readonly sourceCollection: string | undefined;
}

export interface ServerlessSpec {
  readonly kind: "serverless";
  readonly cloud: string;
  readonly region: string;
  readonly readCapacity: ReadCapacity;
  readonly schema: FieldSchema | undefined;
  /** The backup that it was made from. */
  readonly sourceBackupId: string | undefined;
  readonly sourceCollection: string | undefined;
}

export type IndexState =
  | "Initializing"
  | "InitializationFailed"
  | "Ready"
  | "ScalingUp"
  | "ScalingDown"
  | "ScalingUpPodSize"
  | "Terminating";

export interface IndexDefinition {
  readonly name: string;
  /** 0 for an index of sparse vectors. */
  readonly dimension: number;
  readonly metric: Metric;
  readonly vectorType: VectorType;
}

/** "" and "__default__" name the same namespace; "" is the emulator's own name for it. */
export function canonicalNamespace(name: string | undefined): string {
  return name === undefined || name === "__default__" ? "" : name;
}

/** Share of the records that a filling index shows at most before it is Ready. */
const MOST_SHOWN_WHILE_FILLING = 0.9;

/** One index: what its description says, and its records by namespace. */
export class IndexStore {
  /** Runs after each change of state. */
  onState: () => void = () => {};
  /** Tells it from other indexes that had or will have its name. */
  id: string = randomUUID();
  /** Where its changes are taken down; given by the project. */
  ledger: Ledger = NO_LEDGER;
  /** Of a serverless index: whether its read capacity is as its spec says. */
  readCapacityState: ReadCapacityState = "Ready";
  deletionProtection: DeletionProtection = "disabled";
  tags: Readonly<Record<string, string>> = {};
  /** URL of its data plane. */
  host = "";
  /** When it was gone, in milliseconds since the epoch. */
  deletedAt: number | undefined;
  readonly imports: Imports;
  readonly rates: Rates;
  readonly #namespaces = new Map<string, Namespace>();
  readonly #createdAt: number;
  #state: IndexState = "Initializing";

  constructor(
    readonly definition: IndexDefinition,
    public spec: PodSpec | ServerlessSpec,
    readonly settings: Settings,
    private readonly clock: Clock,
  ) {
    this.#createdAt = clock.now();
    this.imports = new Imports(clock, settings.importMs);
    this.rates = new Rates(clock);
    if (spec.kind === "serverless" && spec.readCapacity.mode === "Dedicated") this.readCapacityState = "Scaling";
  }

  get state(): IndexState {
    return this.#state;
  }

  set state(state: IndexState) {
    this.#state = state;
    this.onState();
  }

  get name(): string {
    return this.definition.name;
  }

  get isServerless(): boolean {
    return this.spec.kind === "serverless";
  }

  /** Takes over the records of a collection, namespace by namespace. */
  fill(tables: ReadonlyMap<string, RecordTable>): void {
    for (const [name, table] of tables) this.#namespaces.set(name, new Namespace(table.copy(), undefined, true));
  }

  /** Takes over the namespaces of a backup, with their schemas. */
  restore(namespaces: ReadonlyMap<string, SavedNamespace>): void {
    for (const [name, { records, schema }] of namespaces) {
      this.#namespaces.set(name, new Namespace(records.copy(), schema, true));
    }
  }

  /** The records as reads show them now; undefined when reads know of no such namespace. */
  visible(name: string): Namespace | undefined {
    const namespace = this.#namespaces.get(name);
    namespace?.settle(this.clock.now());
    return namespace?.shown ? namespace : undefined;
  }

  /** Whether the namespace was ever written to or made, shown by reads or not. */
  hasNamespace(name: string): boolean {
    return this.#namespaces.has(name);
  }

  get namespaceCount(): number {
    return this.#namespaces.size;
  }

  /** Namespaces that reads show, in bitwise order. */
  visibleNamespaces(): [string, Namespace][] {
    const names = [...this.#namespaces.keys()].sort();
    return names.flatMap((name): [string, Namespace][] => {
      const namespace = this.visible(name);
      return namespace === undefined ? [] : [[name, namespace]];
    });
  }

  /** Writes to a namespace, which comes into being by it. Answers the write's log sequence number. */
  write(name: string, change: RecordsChange, course?: Course): number {
    this.ledger.append({ kind: "records", id: this.id, namespace: name, change });
    const lateMs = course?.kind === "late" ? course.ms : 0;
    return this.#write(name, change, this.isServerless ? this.settings.consistencyMs + lateMs : 0);
  }

  /** A write of an earlier run: reads show it at once. */
  writeAgain(name: string, change: RecordsChange): void {
    this.#write(name, change, 0);
  }

  #write(name: string, change: RecordsChange, lagMs: number): number {
    const namespace = this.#namespaces.get(name) ?? Namespace.empty(this.definition.dimension);
    this.#namespaces.set(name, namespace);
    const now = this.clock.now();
    const lsn = namespace.write(change, now + lagMs, now);
    // A pod index knows namespaces only by their records; a serverless one keeps an empty namespace until it is deleted.
    if (!this.isServerless && namespace.records.size === 0) this.#namespaces.delete(name);
    return lsn;
  }

  /** Writes that reads don't show yet, in their namespaces' order. */
  waitingWrites(): [namespace: string, change: RecordsChange][] {
    return [...this.#namespaces].flatMap(([name, namespace]) =>
      namespace.waiting.map((change): [string, RecordsChange] => [name, change]),
    );
  }

  createNamespace(name: string, schema: FieldSchema | undefined): Namespace {
    this.ledger.append({ kind: "namespace", id: this.id, namespace: name, schema });
    const namespace = new Namespace(Namespace.empty(this.definition.dimension).records, schema, true);
    this.#namespaces.set(name, namespace);
    return namespace;
  }

  deleteNamespace(name: string): boolean {
    this.ledger.append({ kind: "namespaceGone", id: this.id, namespace: name });
    return this.#namespaces.delete(name);
  }

  /** Every namespace's records as they are now, in copies that later writes don't reach. */
  snapshot(): Map<string, RecordTable> {
    return new Map(this.visibleNamespaces().map(([name, namespace]) => [name, namespace.records.copy()]));
  }

  /** A namespace's own schema, if it has one. */
  schemaOf(name: string): FieldSchema | undefined {
    return this.#namespaces.get(name)?.schema;
  }

  /** Share of its records that the index has taken in: below 1 while it is being filled. */
  filled(): number {
    if (this.state !== "Initializing") return 1;
    const { indexMs } = this.settings;
    const share = indexMs > 0 ? (this.clock.now() - this.#createdAt) / indexMs : 1;
    return Math.min(share, MOST_SHOWN_WHILE_FILLING);
  }

  /** Metadata fields that filters find in this namespace; undefined means all. */
  filterable(name: string): readonly string[] | undefined {
    if (this.spec.kind === "pod") return this.spec.indexed;
    const schema = this.#namespaces.get(name)?.schema ?? this.spec.schema;
    return schema === undefined ? undefined : Object.keys(schema.fields);
  }
}
