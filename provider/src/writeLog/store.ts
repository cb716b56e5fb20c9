import { PodshiftError } from "../errors";

/**
 * Where a write log lives. Paths are relative, with "/". Reads show every completed write (files do; S3 does since
 * 2020-12, docs.aws.amazon.com "Amazon S3 data consistency model").
 */
export interface LogStore {
  /** Where it is, for people. */
  readonly url: string;
  /**
   * Milliseconds that entries wait for others before they become a segment; 0 when left out. For stores that take money
   * and time for each request.
   */
  readonly gatherMs?: number;
  /**
   * Creates an object, whole and durable, or answers false because there is one already. When it throws, the object may
   * exist or come to exist. Two that create the same bytes at the same time may both be told true: what must have one
   * winner holds a nonce.
   */
  create(path: string, body: Uint8Array): Promise<boolean>;
  /**
   * Whether it breaks that promise: overwrites an object that it was asked to create, here with the same JSON and a blank
   * more. For stores that are spoken to by a protocol that not every server knows whole; left out by others.
   */
  overwrites?(path: string): Promise<boolean>;
  /** Writes an object, whole, in place of what was there. When it throws, it may yet come to be written, once. */
  put(path: string, body: Uint8Array): Promise<Put>;
  /** Undefined when there is none. */
  get(path: string): Promise<Uint8Array | undefined>;
  /** Names directly below a folder, in no order. Only to find where to begin: readers try names, not listings. */
  list(folder: string): Promise<string[]>;
  /**
   * Names directly below a folder of what was begun to be written and is no object: killed processes leave it, and others
   * are about to make an object of it. Left out where there is no such thing.
   */
  listUnfinished?(folder: string): Promise<string[]>;
  delete(path: string): Promise<void>;
}

export interface Put {
  /** When the object was written by the store's clock, milliseconds since 1970. */
  readonly storeTime: number;
}

/** A store does not answer, or refuses. Its code is LOG_UNAVAILABLE. */
export class StoreError extends PodshiftError {
  constructor(
    summary: string,
    /** Nothing was done, and nothing will be until somebody sets it right: credentials, rights, bucket, region. */
    readonly lasting: boolean,
    details: ConstructorParameters<typeof PodshiftError>[2],
  ) {
    super("LOG_UNAVAILABLE", summary, details);
  }
}

/** True for a failure of a store that may be gone a moment later; stores on files throw the system's own errors. */
export function mayPass(error: unknown): boolean {
  return error instanceof StoreError ? !error.lasting : !(error instanceof PodshiftError);
}

/** Steps that lead elsewhere, separators of other systems, and what ends a path early. */
const ELSEWHERE = /(?:^|\/)\.\.?(?:\/|$)|[\\\0]/;

/**
 * A path below the log's place. Parts of it are names that stand in the log or in a command's arguments: of writers, jobs
 * and runs.
 *
 * @throws LOG_BROKEN for a path that leads out of it
 */
export function insideLog(path: string): string {
  if (!path.startsWith("/") && !ELSEWHERE.test(path)) return path;
  throw new PodshiftError("LOG_BROKEN", `${JSON.stringify(path)} leads out of the write log`, {
    next: "no name of a writer, job or run has slashes in it: find out where this one comes from",
  });
}

export async function getJson<T>(store: LogStore, path: string): Promise<T | undefined> {
  const body = await store.get(path);
  return body === undefined ? undefined : (JSON.parse(Buffer.from(body).toString("utf8")) as T);
}

export function toJson(value: unknown): Uint8Array {
  return Buffer.from(`${JSON.stringify(value)}\n`, "utf8");
}
