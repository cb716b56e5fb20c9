import type { Control, ControlRecord } from "./control";
import { type LeaseClock, type Moment, momentOf } from "./lease";

/** Takes fences away whose coordinator may have died: after `fenceMs` from when this process first saw one. */
export class OverdueFences {
  #seen: { readonly epoch: number; readonly since: Moment } | undefined;

  constructor(
    readonly control: Control,
    readonly leaseClock: LeaseClock,
  ) {}

  async takeOverdueAway(record: ControlRecord): Promise<void> {
    if (this.#seen?.epoch !== record.epoch) this.#seen = { epoch: record.epoch, since: momentOf(this.leaseClock) };
    if (this.leaseClock.monotonic() - this.#seen.since.monotonic < record.times.fenceMs) return;
    await this.control.swapFrom(record, { state: "open", soon: false });
  }

  /** The log is open. */
  forget(): void {
    this.#seen = undefined;
  }
}
