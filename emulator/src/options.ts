import type { FaultDocument } from "./faults/document.js";

/** How many things a project may hold. Defaults: plan Standard [docs.pinecone.io, object limits, 2026]. */
export interface Quotas {
  /** Serverless indexes a project; pod indexes are counted by `pods`. */
  readonly indexes: number;
  /** Pods of all pod indexes of the project together; the service's default is not published. */
  readonly pods: number;
  /** Collections a project; published for the plan Starter only (100). */
  readonly collections: number;
  /** Backups a project; no number is published for the plan Standard. */
  readonly backups: number;
  /** Namespaces of one serverless index. */
  readonly namespaces: number;
}

const STANDARD_QUOTAS: Quotas = {
  indexes: 20,
  pods: Number.POSITIVE_INFINITY,
  collections: Number.POSITIVE_INFINITY,
  backups: Number.POSITIVE_INFINITY,
  namespaces: 100_000,
};

const NO_QUOTAS: Quotas = {
  indexes: Number.POSITIVE_INFINITY,
  pods: Number.POSITIVE_INFINITY,
  collections: Number.POSITIVE_INFINITY,
  backups: Number.POSITIVE_INFINITY,
  namespaces: Number.POSITIVE_INFINITY,
};

/**
 * `documented`: all published limits hold. `sizes`: those of size and count do, those of rate don't. `off`: none does (types
 * are checked all the same).
 */
export type LimitsMode = "documented" | "sizes" | "off";

/** What `startEmulator` takes; each has a default. */
export interface EmulatorOptions {
  /** Port of the control plane; 0 (default) takes a free one. Each index listens on a free port of its own. */
  readonly port?: number;
  /** Address to listen on; default 127.0.0.1. */
  readonly host?: string;
  /** The only key that is accepted; without it any key that isn't empty is. */
  readonly apiKey?: string;
  /** Milliseconds that a collection stays Initializing; default 0. */
  readonly collectionMs?: number;
  /** Milliseconds that an index stays Initializing, or scaling; default 0. */
  readonly indexMs?: number;
  /** Milliseconds that an index or a collection stays Terminating; default 0. */
  readonly deleteMs?: number;
  /** Milliseconds that an import takes at least; default 0. */
  readonly importMs?: number;
  /** Milliseconds until reads of a serverless index show a write; default 0. */
  readonly consistencyMs?: number;
  /** Default `sizes`: a local test need not wait for a service's rates. */
  readonly limits?: LimitsMode;
  /** In place of those of plan Standard. */
  readonly quotas?: Partial<Quotas>;
  /** URL of the S3-compatible server that imports from `s3://` read. */
  readonly s3Endpoint?: string;
  /** Folder in which everything survives the end of the process; without it everything is in memory only. */
  readonly data?: string;
  /** Requests that go wrong, from the start. */
  readonly faults?: FaultDocument;
}

/** The options with every default filled in. */
export interface Settings {
  readonly port: number;
  readonly host: string;
  readonly apiKey: string | undefined;
  readonly s3Endpoint: string | undefined;
  readonly collectionMs: number;
  readonly indexMs: number;
  readonly deleteMs: number;
  readonly importMs: number;
  readonly consistencyMs: number;
  /** True when the published limits of size and count hold. */
  readonly limited: boolean;
  /** True when the published limits of rate hold. */
  readonly rated: boolean;
  readonly quotas: Quotas;
}

/** Quotas that were asked for hold with `limits: "off"` too: only the defaults go. */
export function settingsFrom(options: EmulatorOptions): Settings {
  const limits = options.limits ?? "sizes";
  const limited = limits !== "off";
  return {
    port: options.port ?? 0,
    host: options.host ?? "127.0.0.1",
    apiKey: options.apiKey,
    s3Endpoint: options.s3Endpoint,
    collectionMs: options.collectionMs ?? 0,
    indexMs: options.indexMs ?? 0,
    deleteMs: options.deleteMs ?? 0,
    importMs: options.importMs ?? 0,
    consistencyMs: options.consistencyMs ?? 0,
    limited,
    rated: limits === "documented",
    quotas: { ...(limited ? STANDARD_QUOTAS : NO_QUOTAS), ...options.quotas },
  };
}
