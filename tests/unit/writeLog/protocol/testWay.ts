import type { LastRound, Way } from "../../../../provider/src/migration/cutover/way";
import type { ApplierLease } from "../../../../provider/src/writeLog/applierLease";
import type { Active, ControlRecord } from "../../../../provider/src/writeLog/control";
import { namedIds } from "../../../../provider/src/writeLog/entry";
import { numberAt, type Position } from "../../../../provider/src/writeLog/position";
import { LogReader } from "../../../../provider/src/writeLog/reader";
import type { VirtualProcess } from "../../../support/writeLog/virtualTime";
import { type History, type Place, TIMES } from "./history";

/** The simplest catch-up that keeps the rules: all ids of the log, read on the index that serves, written to the other. */
export class TestWay implements Way {
  readonly #reader: LogReader;
  /** When a request of unknown outcome was sent last. */
  #unknown = Number.NEGATIVE_INFINITY;

  constructor(
    readonly history: History,
    readonly process: VirtualProcess,
    readonly goal: Active,
    readonly applier: ApplierLease,
    readonly requestMs: number,
  ) {
    this.#reader = new LogReader(history.store(process), history.control(process));
  }

  /** True when nothing of this run is on its way. */
  get clean(): boolean {
    return this.process.leaseClock.monotonic() - this.#unknown > TIMES.lateMs;
  }

  async catchUp(): Promise<void> {
    await this.#look(await this.#reader.end(this.history.progress.position));
    if (this.history.random() < 0.5) await this.#bring();
    while (!this.clean) await this.process.clock.sleep(200);
  }

  async lastRound(_fenced: ControlRecord, end: Position): Promise<LastRound> {
    await this.#look(end);
    if (!this.clean || !(await this.#bring())) return { kind: "unknown outcome" };
    return { kind: "done", named: new Map([["", this.history.progress.ids]]), done: end };
  }

  async #look(end: Position): Promise<void> {
    const { progress } = this.history;
    for await (const { w, number, entries } of this.#reader.read(progress.position)) {
      if (number >= numberAt(end, w)) continue;
      for (const entry of entries) for (const id of namedIds(entry)) progress.ids.add(id);
      progress.position = { ...progress.position, [w]: Math.max(number + 1, numberAt(progress.position, w)) };
    }
  }

  /** Whole records, whatever is there: an old state that comes late does harm. */
  async #bring(): Promise<boolean> {
    const { history, goal, process, requestMs } = this;
    const from = history.indexes[goal === "serverless" ? "pod" : "serverless"];
    const values = await history.network.request(process, requestMs, () => pick(from, history.progress.ids));
    this.applier.mustOutlast(requestMs);
    const sent = process.leaseClock.monotonic();
    try {
      await history.bring(process, () => {
        for (const [id, version] of values) history.indexes[goal].set(id, version);
      });
      return true;
    } catch {
      this.#unknown = sent;
      return false;
    }
  }
}

function pick(place: Place, ids: ReadonlySet<string>): [string, number][] {
  return [...ids].flatMap((id): [string, number][] => {
    const version = place.get(id);
    return version === undefined ? [] : [[id, version]];
  });
}
