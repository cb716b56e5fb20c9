import { PodshiftError } from "../errors";

/**
 * What capture needs of an official client's `Index`, by shape: this package loads no client of its own, the
 * application's is used as it is.
 */
export interface ClientIndex {
  /** Whole records, old ones replaced. */
  upsert(...args: never[]): Promise<unknown>;
  /** Parts of a record. */
  update(...args: never[]): Promise<unknown>;
  /** By id. */
  deleteOne(...args: never[]): Promise<unknown>;
  /** By ids, or by a metadata filter. */
  deleteMany(...args: never[]): Promise<unknown>;
  /** All records of the namespace. */
  deleteAll(...args: never[]): Promise<unknown>;
  /** The same index, bound to another namespace. */
  namespace(namespace: string): ClientIndex;
}

/**
 * How a client takes its arguments: `positional` up to @pinecone-database/pinecone 6 (`upsert([...])`), `options` from 7
 * on (`upsert({ records, namespace })`).
 */
export type Dialect = "positional" | "options";

/** What a client's `Index` says of itself. */
export interface ClientFacts {
  readonly dialect: Dialect;
  /** As it was given to the client. */
  readonly namespace: string;
  /** "" when the client was given none. */
  readonly name: string;
  readonly host: string;
}

/**
 * `maxRetries` with which a client makes one attempt: up to version 6 it counts attempts, and 0 means the default
 * (dist/utils/retries.js of 5.1.2 and 6.1.3); from 7 on it counts repetitions (dist/utils/fetch.js of 7.0.0 and 8.2.0).
 */
const ONE_ATTEMPT: Readonly<Record<Dialect, number>> = { positional: 1, options: 0 };

/**
 * Looks at a client's `Index`: its version's way of taking arguments, and that it never repeats a request by itself.
 *
 * @throws CAPTURE_UNSUPPORTED
 */
export function inspectClient(index: ClientIndex): ClientFacts {
  const target = objectAt(index, "target");
  const config = objectAt(index, "config");
  const dialect: Dialect | undefined = "indexName" in target ? "options" : "index" in target ? "positional" : undefined;
  if (dialect === undefined) throw unknownClient();
  requireOneAttempt(dialect, config.maxRetries);
  return {
    dialect,
    namespace: textAt(target, "namespace"),
    name: textAt(target, dialect === "options" ? "indexName" : "index"),
    host: textAt(target, "indexHostUrl"),
  };
}

function requireOneAttempt(dialect: Dialect, maxRetries: unknown): void {
  const wanted = ONE_ATTEMPT[dialect];
  if (maxRetries === wanted) return;
  const shown = typeof maxRetries === "number" ? maxRetries : "not set";
  throw new PodshiftError(
    "CAPTURE_UNSUPPORTED",
    "the Pinecone client repeats requests by itself: capture must see each",
    {
      facts: { maxRetries: shown, wanted },
      next: `construct it as new Pinecone({ apiKey, maxRetries: ${wanted} }), and repeat failed calls in the application`,
    },
  );
}

function unknownClient(): PodshiftError {
  return new PodshiftError(
    "CAPTURE_UNSUPPORTED",
    "this is no index of an official Pinecone client that capture knows",
    {
      next: "pass pc.index(...) of @pinecone-database/pinecone 5 to 8; for other clients run `podshift proxy`",
    },
  );
}

function objectAt(holder: object, key: string): Record<string, unknown> {
  const value: unknown = Reflect.get(holder, key);
  if (typeof value !== "object" || value === null) throw unknownClient();
  return value as Record<string, unknown>;
}

function textAt(holder: Record<string, unknown>, key: string): string {
  const value = holder[key];
  return typeof value === "string" ? value : "";
}
