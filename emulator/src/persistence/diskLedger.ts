import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import { open, type RootDatabase } from "lmdb";
import type { Ledger, ProjectEvent } from "../store/ledger.js";
import { lockFolder } from "./folderLock.js";

/** Of what lies in the folder. A later version that can't be read by this one gets a higher number. */
const FORMAT = 1;
/** Events follow from 1 on. */
const FORMAT_KEY = 0;

/** Events in a folder, in an LMDB database: number -> event as V8 serializes it. */
export class DiskLedger implements Ledger {
  #next = 0;
  #pending: Promise<unknown> | undefined;
  #failure: { readonly error: unknown } | undefined;

  private constructor(
    private readonly database: RootDatabase<Buffer, number>,
    private readonly unlock: () => void,
  ) {}

  /** Opens or makes the folder. Throws when another emulator uses it, or when it is of a later format. */
  static async open(folder: string): Promise<DiskLedger> {
    mkdirSync(folder, { recursive: true });
    const unlock = lockFolder(folder);
    try {
      const path = join(folder, "events.mdb");
      const database = open<Buffer, number>({ path, encoding: "binary", keyEncoding: "uint32" });
      const ledger = new DiskLedger(database, unlock);
      await ledger.#checkFormat(folder);
      return ledger;
    } catch (error) {
      unlock();
      throw error;
    }
  }

  /** Every event, in order. */
  *events(): Iterable<ProjectEvent> {
    for (const { key, value } of this.database.getRange({ start: 1 })) {
      this.#next = key;
      yield deserialize(value) as ProjectEvent;
    }
  }

  append(event: ProjectEvent): void {
    this.#next += 1;
    this.#track(this.database.put(this.#next, serialize(event)));
  }

  /**
   * Puts these events in the place of all, at once or not at all. Nothing is appended while it is done: that would be kept
   * as if it had come before them, or be lost.
   */
  async replace(events: Iterable<ProjectEvent>): Promise<void> {
    while (this.#pending !== undefined) await this.#pending;
    this.#next = this.database.transactionSync(() => {
      let count = 0;
      for (const key of [...this.database.getKeys({ start: 1 })]) void this.database.remove(key);
      for (const event of events) {
        count += 1;
        void this.database.put(count, serialize(event));
      }
      return count;
    });
  }

  async kept(): Promise<void> {
    await this.#pending;
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  async close(): Promise<void> {
    await this.#pending;
    await this.database.close();
    this.unlock();
  }

  /** LMDB commits in the order of the puts, many at once: when the last one is kept, all before it are. */
  #track(put: Promise<unknown>): void {
    const pending = put
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => {
        if (this.#pending === pending) this.#pending = undefined;
      });
    this.#pending = pending;
  }

  async #checkFormat(folder: string): Promise<void> {
    const found = this.database.get(FORMAT_KEY);
    const format = found === undefined ? undefined : (deserialize(found) as number);
    if (format === undefined) await this.database.put(FORMAT_KEY, serialize(FORMAT));
    else if (format > FORMAT) {
      throw new Error(`${folder} is of format ${format}; this version of the emulator reads up to ${FORMAT}`);
    }
  }
}
