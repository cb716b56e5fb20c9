import { type LogStore, type Put, StoreError } from "../../../provider/src/writeLog/store";

/** One request to a store. */
export interface StoreCall {
  readonly op: "create" | "put" | "get" | "list" | "delete";
  readonly path: string;
  /** What is written; empty for the others. */
  readonly body: Uint8Array;
}

/** What a test lays over the store. Each is asked for every request. */
export interface StoreHooks {
  /** Before the request takes effect: wait in it to make the request slow, throw to have it fail with nothing done. */
  before?(call: StoreCall): Promise<void> | void;
  /** After its effect: wait in it to make the answer slow, throw to have the answer lost. */
  after?(call: StoreCall): Promise<void> | void;
  /** The store's clock, milliseconds since 1970. */
  now?(): number;
}

/** A write log in memory. Keeps the promises of `LogStore`; `hooks` may be changed while it is used. */
export class MemoryStore implements LogStore {
  readonly url: string;
  readonly files = new Map<string, Buffer>();
  /** Requests so far, in the order in which they were made. */
  readonly calls: StoreCall[] = [];
  hooks: StoreHooks;

  constructor(hooks: StoreHooks = {}, url = "memory://log") {
    this.hooks = hooks;
    this.url = url;
  }

  create(path: string, body: Uint8Array): Promise<boolean> {
    return this.#request({ op: "create", path, body }, () => {
      if (this.files.has(path)) return false;
      this.files.set(path, Buffer.from(body));
      return true;
    });
  }

  put(path: string, body: Uint8Array): Promise<Put> {
    return this.#request({ op: "put", path, body }, () => {
      this.files.set(path, Buffer.from(body));
      return { storeTime: this.hooks.now?.() ?? Date.now() };
    });
  }

  get(path: string): Promise<Uint8Array | undefined> {
    return this.#request({ op: "get", path, body: NOTHING }, () => {
      const found = this.files.get(path);
      return found === undefined ? undefined : Buffer.from(found);
    });
  }

  list(folder: string): Promise<string[]> {
    return this.#request({ op: "list", path: folder, body: NOTHING }, () => this.namesIn(folder));
  }

  delete(path: string): Promise<void> {
    return this.#request({ op: "delete", path, body: NOTHING }, () => {
      this.files.delete(path);
    });
  }

  /** Names directly below a folder, without asking the hooks. */
  namesIn(folder: string): string[] {
    const below = [...this.files.keys()].filter((path) => path.startsWith(`${folder}/`));
    return [...new Set(below.map((path) => path.slice(folder.length + 1).split("/")[0] ?? ""))];
  }

  /** A file as text, without asking the hooks. */
  text(path: string): string | undefined {
    return this.files.get(path)?.toString("utf8");
  }

  async #request<T>(call: StoreCall, effect: () => T): Promise<T> {
    this.calls.push(call);
    await this.hooks.before?.(call);
    const answer = effect();
    await this.hooks.after?.(call);
    return answer;
  }
}

/** What a store says that does nothing until somebody sets it right. */
export function refusal(why = "the disk is full"): StoreError {
  return new StoreError(`made up: ${why}`, true, { next: "make room, then do it again: nothing was done" });
}

/** What a store's own failure looks like: no PodshiftError. */
export function storeError(code = "EIO"): NodeJS.ErrnoException {
  return Object.assign(new Error(`made-up ${code}`), { code });
}

const NOTHING = new Uint8Array();
