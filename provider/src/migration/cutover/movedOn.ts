import type { Metadata } from "../../pinecone/types";
import { type BulkEntry, isBulk, namedIds } from "../../writeLog/entry";
import type { Segment } from "../../writeLog/segments";
import { mayMatch } from "../catchUp/mayMatch";
import type { Difference } from "../parity/report";

/** A record that differs. */
export interface Suspect {
  readonly difference: Difference;
  /** In the index that served before, where it is as the switch has left it; undefined when it isn't there. */
  readonly metadata: Metadata | undefined;
  /** Keys of metadata in which the other index has it different; undefined when it differs in more. */
  readonly keys: readonly string[] | undefined;
}

/** Whether a record differs because it was written since the switch. */
export type MovedOn = "yes" | "perhaps" | "no";

/**
 * Says of records of a namespace whether what was written since the switch explains how they differ. A bulk write alone
 * explains only what it can have done to this very record: else one of them would hide all that the last round lost.
 */
export async function haveMovedOn(
  namespace: string,
  suspects: readonly Suspect[],
  since: AsyncIterable<Segment>,
): Promise<MovedOn[]> {
  const traces = new Map(suspects.map((each) => [each.difference.id, new Trace(each)]));
  for await (const { entries } of since) {
    for (const entry of entries) {
      if (entry.ns !== namespace) continue;
      if (isBulk(entry)) for (const trace of traces.values()) trace.bulk(entry);
      else for (const id of namedIds(entry)) traces.get(id)?.named();
    }
  }
  return suspects.map(({ difference }) => traces.get(difference.id)?.movedOn() ?? "no");
}

/** What the log says of one record. */
class Trace {
  #named = false;
  /** Its namespace was emptied. */
  #emptied = false;
  /** A delete may have found it as it was at the switch; or had found it just before. */
  readonly #deleted = { perhaps: false, surely: false };
  /** The same of any delete, whatever its filter: for a record that an update changed. */
  readonly #deletedChanged = { perhaps: false, surely: false };
  #updated = false;
  /** Metadata that updates of the namespace set: those that follow the first may match what that has changed. */
  readonly #set = new Set<string>();

  constructor(readonly suspect: Suspect) {}

  named(): void {
    this.#named = true;
  }

  bulk(entry: BulkEntry): void {
    if (entry.op === "deleteAll" || entry.op === "deleteNamespace") {
      this.#emptied = true;
    } else if (entry.op === "updateByFilter") {
      this.#updated ||= this.#mayBeFoundBy(entry.filter);
      for (const key of Object.keys(entry.md)) this.#set.add(key);
    } else {
      const { id } = this.suspect.difference;
      // Not enough by itself: clients that can't ask by filter name every id of the namespace.
      const wasFound = entry.found?.includes(id) ?? false;
      note(this.#deletedChanged, wasFound);
      if (this.#mayBeFoundBy(entry.filter)) note(this.#deleted, wasFound);
    }
  }

  /** Its first change since the switch found it with the metadata that the other index still has. */
  #mayBeFoundBy(filter: object): boolean {
    const { metadata } = this.suspect;
    return metadata !== undefined && mayMatch(filter, metadata);
  }

  movedOn(): MovedOn {
    if (this.#named) return "yes";
    const { difference, keys } = this.suspect;
    if (difference.kind === "missing") return this.#isDeleted();
    // No bulk write makes a record, or changes anything but metadata.
    return this.#updated && keys?.every((key) => this.#set.has(key)) ? "yes" : "no";
  }

  #isDeleted(): MovedOn {
    const changed = this.#updated ? this.#deletedChanged : this.#deleted;
    if (this.#emptied || this.#deleted.surely || changed.surely) return "yes";
    // A filter may not show yet what was written just before; or it is one that can't be answered here.
    return this.#deleted.perhaps || changed.perhaps ? "perhaps" : "no";
  }
}

function note(deleted: { perhaps: boolean; surely: boolean }, wasFound: boolean): void {
  deleted.perhaps = true;
  deleted.surely ||= wasFound;
}
