import { getJson, type LogStore, toJson } from "../../writeLog/store";
import { attemptPath, type PartPlace } from "./paths";

/** One task that may send for a part. */
interface AttemptFile {
  readonly v: 1;
  /** The leader under whose lease it sends. */
  readonly run: string;
  readonly nonce: string;
  /** Once closed it sends nothing more. */
  readonly state: "open" | "closed";
  /** True when a request of it may yet take effect, until `lateMs` after it was closed. */
  readonly late: boolean;
}

/** An attempt at a part, known in the log's store before it sends anything, so that nobody goes on while it might. */
export class Attempt {
  private constructor(
    readonly store: LogStore,
    readonly place: PartPlace,
    readonly number: number,
    readonly file: AttemptFile,
  ) {}

  /** @param nonce unlike any other attempt's */
  static async register(store: LogStore, place: PartPlace, run: string, nonce: string): Promise<Attempt> {
    const file: AttemptFile = { v: 1, run, nonce, state: "open", late: false };
    for (let number = 0; ; number += 1) {
      const path = attemptPath(place, number);
      const isMine =
        (await store.create(path, toJson(file))) || (await getJson<AttemptFile>(store, path))?.nonce === nonce;
      if (isMine) return new Attempt(store, place, number, file);
    }
  }

  /** To be called when nothing of it is sent any more. `late`: something that was sent may yet take effect. */
  async close(late: boolean): Promise<void> {
    const closed: AttemptFile = { ...this.file, state: "closed", late };
    await this.store.put(attemptPath(this.place, this.number), toJson(closed));
  }
}

/** What is known of a part's attempts under a run: may one of them still send, or something that it sent still land? */
export type Unfinished = "none" | "late" | "open";

export async function unfinishedOf(store: LogStore, place: PartPlace, run: string): Promise<Unfinished> {
  let worst: Unfinished = "none";
  for (let number = 0; ; number += 1) {
    const file = await getJson<AttemptFile>(store, attemptPath(place, number));
    if (file === undefined) return worst;
    // Those of an earlier run: whoever took the lease over from it has let them land.
    if (file.run !== run) continue;
    if (file.state === "open") return "open";
    if (file.late) worst = "late";
  }
}
