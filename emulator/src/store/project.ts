import type { Course } from "../faults/faults.js";
import type { Settings } from "../options.js";
import { type Clock, Transitions } from "../states.js";
import type { Backup, RestoreJob } from "./backups.js";
import type { Collection } from "./collections.js";
import type { IndexState, IndexStore } from "./indexStore.js";
import { collectionEvent, indexEvent, type Ledger, NO_LEDGER, recordEvents } from "./ledger.js";

/** Where an index is reached. */
export interface IndexHost {
  readonly url: string;
  close(): Promise<void>;
}

/** Opens a data plane for an index on a port of its own: where it was before, if that can be had. */
export type OpenHost = (index: IndexStore, before: string | undefined) => Promise<IndexHost>;

/** All indexes, collections and backups of the one project that the emulator holds, and their changes of state. */
export class Project {
  readonly indexes = new Map<string, IndexStore>();
  readonly collections = new Map<string, Collection>();
  /** By id, oldest first. */
  readonly backups = new Map<string, Backup>();
  /** By id, oldest first. */
  readonly restoreJobs = new Map<string, RestoreJob>();
  readonly transitions: Transitions;
  readonly #namesEverUsed = new Set<string>();
  readonly #hosts = new Map<IndexStore, IndexHost>();
  readonly #claimed = new Set<string>();
  #failNextIndex = false;

  constructor(
    readonly settings: Settings,
    readonly clock: Clock,
    private readonly openHost: OpenHost,
    readonly ledger: Ledger = NO_LEDGER,
  ) {
    this.transitions = new Transitions(clock);
  }

  /** Whether an index has the name, one whose port is just being opened included. */
  isTaken(indexName: string): boolean {
    return this.indexes.has(indexName) || this.#claimed.has(indexName);
  }

  /** Whether an index has or had the name. */
  wasUsed(indexName: string): boolean {
    return this.#namesEverUsed.has(indexName);
  }

  /** The next index that is created ends InitializationFailed. */
  failNextIndex(): void {
    this.#failNextIndex = true;
  }

  /**
   * Opens the index's port and lists the index, Initializing, with the records of what it is made from;
   * `settleIndex` lets it become ready.
   */
  async addIndex(index: IndexStore, from: Collection | Backup | undefined): Promise<void> {
    this.#claimed.add(index.name);
    try {
      if (from !== undefined) this.#fill(index, from);
      await this.#list(index, undefined);
    } finally {
      this.#claimed.delete(index.name);
    }
    this.noteIndex(index);
    if (from !== undefined) this.#noteRecords(index, from);
  }

  /** Lists an index of an earlier run, and goes on with what it was at. */
  async addIndexAgain(index: IndexStore): Promise<void> {
    const before = index.host;
    await this.#list(index, before);
    if (index.host !== before) this.noteIndex(index);
    if (index.readCapacityState !== "Ready") this.settleReadCapacity(index);
    if (index.state === "Terminating") this.removeIndex(index);
    else if (index.state !== "Ready" && index.state !== "InitializationFailed")
      this.#settleTo(index, index.state, "Ready");
  }

  async #list(index: IndexStore, before: string | undefined): Promise<void> {
    // Before the port is open: a client that waits for it writes at once.
    index.ledger = this.ledger;
    const host = await this.openHost(index, before);
    index.host = host.url;
    this.#hosts.set(index, host);
    this.indexes.set(index.name, index);
    this.#namesEverUsed.add(index.name);
  }

  #fill(index: IndexStore, from: Collection | Backup): void {
    if ("tables" in from) index.fill(from.tables);
    else index.restore(from.namespaces);
  }

  /** A collection that is still there can be read again; a backup isn't kept. */
  #noteRecords(index: IndexStore, from: Collection | Backup): void {
    if ("tables" in from && this.collections.get(from.name) === from) {
      this.ledger.append({ kind: "filled", id: index.id, collection: from.name });
    } else for (const event of recordEvents(index)) this.ledger.append(event);
  }

  /** Takes down what the index is now, its records aside. */
  noteIndex(index: IndexStore): void {
    this.ledger.append(indexEvent(index));
  }

  /** Starts the way to Ready, or to InitializationFailed when a test asked for it. */
  settleIndex(index: IndexStore, course?: Course): void {
    const fails = this.#failNextIndex || course?.kind === "failed";
    this.#failNextIndex = false;
    this.#settleTo(index, "Initializing", fails ? "InitializationFailed" : "Ready", course);
    if (index.readCapacityState !== "Ready") this.settleReadCapacity(index);
  }

  scaleIndex(index: IndexStore, state: IndexState): void {
    index.state = state;
    this.noteIndex(index);
    this.#settleTo(index, state, "Ready");
  }

  /** Lets the index get the read capacity that its spec asks for, in the time that an index scales. */
  settleReadCapacity(index: IndexStore): void {
    this.transitions.begin("indexes", this.settings.indexMs, () => {
      index.readCapacityState = "Ready";
    });
  }

  removeIndex(index: IndexStore): void {
    index.state = "Terminating";
    this.noteIndex(index);
    index.imports.cancelAll();
    this.#finishRestore(index);
    this.transitions.begin("deletions", this.settings.deleteMs, () => {
      index.deletedAt = this.clock.now();
      if (this.indexes.get(index.name) === index) this.indexes.delete(index.name);
      this.ledger.append({ kind: "indexGone", id: index.id });
      index.ledger = NO_LEDGER;
      const host = this.#hosts.get(index);
      this.#hosts.delete(index);
      void host?.close();
    });
  }

  addCollection(collection: Collection): void {
    this.collections.set(collection.name, collection);
    this.#noteCollection(collection);
  }

  /** Lists a collection of an earlier run, and goes on with what it was at. */
  addCollectionAgain(collection: Collection): void {
    this.collections.set(collection.name, collection);
    if (collection.state === "Initializing") this.settleCollection(collection);
    if (collection.state === "Terminating") this.removeCollection(collection);
  }

  #noteCollection(collection: Collection): void {
    this.ledger.append(collectionEvent(collection, "in the source"));
  }

  settleCollection(collection: Collection, course?: Course): void {
    this.transitions.begin("collections", lasting(this.settings.collectionMs, course), () => {
      if (collection.state !== "Initializing") return;
      collection.state = "Ready";
      this.#noteCollection(collection);
    });
  }

  removeCollection(collection: Collection): void {
    collection.state = "Terminating";
    this.#noteCollection(collection);
    this.transitions.begin("deletions", this.settings.deleteMs, () => {
      if (this.collections.get(collection.name) !== collection) return;
      this.collections.delete(collection.name);
      this.ledger.append({ kind: "collectionGone", name: collection.name });
    });
  }

  addBackup(backup: Backup): void {
    this.backups.set(backup.id, backup);
  }

  /** A backup takes as long as a collection, and is held with them. */
  settleBackup(backup: Backup, course?: Course): void {
    this.transitions.begin("collections", lasting(this.settings.collectionMs, course), () => {
      if (backup.state === "Initializing") backup.state = "Ready";
    });
  }

  removeBackup(backup: Backup): void {
    backup.state = "Terminating";
    this.transitions.begin("deletions", this.settings.deleteMs, () => void this.backups.delete(backup.id));
  }

  /** Notes a restore, which ends when its index has become ready, failed or been deleted. */
  addRestoreJob(job: RestoreJob): void {
    this.restoreJobs.set(job.id, job);
  }

  /** Ids of the restores from a backup that are under way. */
  pendingRestores(backup: Backup): string[] {
    const jobs = [...this.restoreJobs.values()];
    return jobs.filter((job) => job.backup === backup && job.state === "Pending").map((job) => job.id);
  }

  /** Names of the collections of an index that are being made or deleted. */
  pendingCollections(index: IndexStore): string[] {
    return [...this.collections.values()]
      .filter((collection) => collection.source === index.id && collection.state !== "Ready")
      .map((collection) => collection.name);
  }

  /** Forgets everything and closes the ports of all indexes. */
  async clear(): Promise<void> {
    this.transitions.clear();
    this.indexes.clear();
    this.collections.clear();
    this.backups.clear();
    this.restoreJobs.clear();
    this.#namesEverUsed.clear();
    this.#failNextIndex = false;
    for (const index of this.#hosts.keys()) {
      index.imports.cancelAll();
      // A request that was on its way still writes to it; nothing may be taken down of an index that isn't there.
      index.ledger = NO_LEDGER;
    }
    const hosts = [...this.#hosts.values()];
    this.#hosts.clear();
    await Promise.all(hosts.map((host) => host.close()));
  }

  #settleTo(index: IndexStore, from: IndexState, to: IndexState, course?: Course): void {
    this.transitions.begin("indexes", lasting(this.settings.indexMs, course), () => {
      if (index.state === from) {
        index.state = to;
        this.noteIndex(index);
      }
      this.#finishRestore(index);
    });
  }

  #finishRestore(index: IndexStore): void {
    const job = [...this.restoreJobs.values()].find(({ target, state }) => target === index && state === "Pending");
    if (job === undefined) return;
    job.completedAt = this.clock.now();
    if (index.state === "Ready") job.state = "Completed";
    else job.state = index.state === "Terminating" ? "Cancelled" : "Failed";
  }
}

/** Milliseconds that a change takes, as a fault may have it; without an end when it is stuck. */
function lasting(ms: number, course: Course | undefined): number {
  if (course?.kind === "stuck") return Number.POSITIVE_INFINITY;
  return course?.kind === "late" ? ms + course.ms : ms;
}
