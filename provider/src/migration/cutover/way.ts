import type { ControlRecord } from "../../writeLog/control";
import type { Position } from "../../writeLog/position";

/** Record ids by canonical namespace. */
export type NamedIds = ReadonlyMap<string, ReadonlySet<string>>;

/** How the index that is to serve is brought to the state of the one that serves. */
export interface Way {
  /** Rounds while writes go on, until the backlog is small enough for a fence. */
  catchUp(): Promise<void>;
  /** The round inside the fence, when every write is done, up to the end of the log. */
  lastRound(fenced: ControlRecord, end: Position): Promise<LastRound>;
}

export type LastRound =
  | {
      readonly kind: "done";
      readonly named: NamedIds;
      /** Every write before it has had its effect; between here and the end are some of unknown outcome. */
      readonly done: Position;
    }
  /** A bulk write needs a listing of a whole namespace: too long for a fence. */
  | { readonly kind: "needs list" }
  /** A request of ours may yet take effect: nothing is switched while it may. */
  | { readonly kind: "unknown outcome" }
  /** A write of the application has no known outcome: what it may yet do would be in neither round nor log. */
  | { readonly kind: "unknown write" };
