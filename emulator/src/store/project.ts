import type { Settings } from "../options.js";
import { type Clock, Transitions } from "../states.js";
import type { Collection } from "./collections.js";
import type { IndexState, IndexStore } from "./indexStore.js";

/** Where an index is reached. */
export interface IndexHost {
  readonly url: string;
  close(): Promise<void>;
}

/** Opens a data plane for an index on a port of its own. */
export type OpenHost = (index: IndexStore) => Promise<IndexHost>;

/** All indexes and collections of the one project that the emulator holds, and their changes of state. */
export class Project {
  readonly indexes = new Map<string, IndexStore>();
  readonly collections = new Map<string, Collection>();
  readonly transitions: Transitions;
  readonly #hosts = new Map<IndexStore, IndexHost>();
  readonly #claimed = new Set<string>();
  #failNextIndex = false;

  constructor(
    readonly settings: Settings,
    readonly clock: Clock,
    private readonly openHost: OpenHost,
  ) {
    this.transitions = new Transitions(clock);
  }

  /** Whether an index has the name, one whose port is just being opened included. */
  isTaken(indexName: string): boolean {
    return this.indexes.has(indexName) || this.#claimed.has(indexName);
  }

  /** The next index that is created ends InitializationFailed. */
  failNextIndex(): void {
    this.#failNextIndex = true;
  }

  /** Opens the index's port and lists the index, Initializing; `settleIndex` lets it become ready. */
  async addIndex(index: IndexStore): Promise<void> {
    this.#claimed.add(index.name);
    try {
      const host = await this.openHost(index);
      index.host = host.url;
      this.#hosts.set(index, host);
      this.indexes.set(index.name, index);
    } finally {
      this.#claimed.delete(index.name);
    }
  }

  /** Starts the way to Ready, or to InitializationFailed when a test asked for it. */
  settleIndex(index: IndexStore): void {
    const outcome: IndexState = this.#failNextIndex ? "InitializationFailed" : "Ready";
    this.#failNextIndex = false;
    this.#settleTo(index, "Initializing", outcome);
  }

  scaleIndex(index: IndexStore, state: IndexState): void {
    index.state = state;
    this.#settleTo(index, state, "Ready");
  }

  removeIndex(index: IndexStore): void {
    index.state = "Terminating";
    this.transitions.begin("deletions", this.settings.deleteMs, () => {
      if (this.indexes.get(index.name) === index) this.indexes.delete(index.name);
      const host = this.#hosts.get(index);
      this.#hosts.delete(index);
      void host?.close();
    });
  }

  addCollection(collection: Collection): void {
    this.collections.set(collection.name, collection);
  }

  settleCollection(collection: Collection): void {
    this.transitions.begin("collections", this.settings.collectionMs, () => {
      if (collection.state === "Initializing") collection.state = "Ready";
    });
  }

  removeCollection(collection: Collection): void {
    collection.state = "Terminating";
    this.transitions.begin("deletions", this.settings.deleteMs, () => {
      if (this.collections.get(collection.name) === collection) this.collections.delete(collection.name);
    });
  }

  /** Names of the collections of an index that are being made or deleted. */
  pendingCollections(index: IndexStore): string[] {
    return [...this.collections.values()]
      .filter((collection) => collection.source === index && collection.state !== "Ready")
      .map((collection) => collection.name);
  }

  /** Forgets everything and closes the ports of all indexes. */
  async clear(): Promise<void> {
    this.transitions.clear();
    this.indexes.clear();
    this.collections.clear();
    this.#failNextIndex = false;
    const hosts = [...this.#hosts.values()];
    this.#hosts.clear();
    await Promise.all(hosts.map((host) => host.close()));
  }

  #settleTo(index: IndexStore, from: IndexState, to: IndexState): void {
    this.transitions.begin("indexes", this.settings.indexMs, () => {
      if (index.state === from) index.state = to;
    });
  }
}
