/** An object as it was read: its version is opaque, and another one with other bytes. */
export interface Version {
  readonly version: string;
  readonly body: Uint8Array;
}

/** What came of a conditional write. */
export type Written =
  /** It is there; the version is left out when the store did not say. */
  | { readonly kind: "done"; readonly version: string | undefined }
  /** Not done by the last attempt: the object is not what it was. `mayBeDone`: an earlier attempt may have been what changed it. */
  | { readonly kind: "changed"; readonly mayBeDone: boolean };

/** The objects of a store that writes on a condition. */
export interface VersionedObjects {
  /** @param doubtful a write may have been done: until it is known, nothing is known for good */
  read(path: string, doubtful: boolean): Promise<Version | undefined>;
  /** Writes if the object is still of that version, or still isn't there (undefined); tries again while it may pass. */
  write(path: string, body: Uint8Array, from: string | undefined): Promise<Written>;
}

/** Times that somebody else may come between: one writer an object is the rule, so even two are too many. */
const MOST_LAPS = 10;

/**
 * Replaces objects so that a request that comes late can't lay what was before over what came after it: each says which
 * version it replaces, and that one is gone by then. So what has no answer may be asked for again. A deletion leaves no
 * version behind: what must not come back is replaced by something that says so.
 */
export class Replacing {
  /** What each object was when this process wrote it last; undefined when it is not there. */
  readonly #known = new Map<string, string | undefined>();

  constructor(readonly objects: VersionedObjects) {}

  /** @returns false when others kept coming between */
  async replace(path: string, body: Uint8Array): Promise<boolean> {
    for (let laps = 0; laps < MOST_LAPS; laps += 1) {
      const from = this.#known.has(path) ? this.#known.get(path) : (await this.objects.read(path, false))?.version;
      // Whatever comes of it, it is known anew only when it was done.
      this.#known.delete(path);
      const written = await this.objects.write(path, body, from);
      if (written.kind === "done") {
        if (written.version !== undefined) this.#known.set(path, written.version);
        return true;
      }
      if (written.mayBeDone && (await this.#isThere(path, body))) return true;
    }
    return false;
  }

  /** To be told when this process removes it. */
  forget(path: string): void {
    this.#known.delete(path);
  }

  /** The attempt that was given up did it after all. */
  async #isThere(path: string, body: Uint8Array): Promise<boolean> {
    const found = await this.objects.read(path, true);
    if (found === undefined || Buffer.compare(found.body, body) !== 0) return false;
    this.#known.set(path, found.version);
    return true;
  }
}
