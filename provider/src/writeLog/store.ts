/**
 * Where a write log lives. Paths are relative, with "/". Reads show every completed write (files do; S3 does since
 * 2020-12, docs.aws.amazon.com "Amazon S3 data consistency model").
 */
export interface LogStore {
  /** Where it is, for people. */
  readonly url: string;
  /**
   * Creates an object, whole and durable, or answers false because there is one already. When it throws, the object may
   * exist or come to exist.
   */
  create(path: string, body: Uint8Array): Promise<boolean>;
  /** Writes an object, whole, in place of what was there. */
  put(path: string, body: Uint8Array): Promise<Put>;
  /** Undefined when there is none. */
  get(path: string): Promise<Uint8Array | undefined>;
  /** Names directly below a folder, in no order. Only to find where to begin: readers try names, not listings. */
  list(folder: string): Promise<string[]>;
  delete(path: string): Promise<void>;
}

export interface Put {
  /** When the object was written by the store's clock, milliseconds since 1970. */
  readonly storeTime: number;
}

export async function getJson<T>(store: LogStore, path: string): Promise<T | undefined> {
  const body = await store.get(path);
  return body === undefined ? undefined : (JSON.parse(Buffer.from(body).toString("utf8")) as T);
}

export function toJson(value: unknown): Uint8Array {
  return Buffer.from(`${JSON.stringify(value)}\n`, "utf8");
}
