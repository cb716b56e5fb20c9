/** What an answer says of the store's clock: whole seconds, so the true time is up to one second later. */
const DATE_MS = 1_000;
/** Two clocks don't part noticeably in this time, in milliseconds: what was learned before is forgotten. */
const KEPT_MS = 60_000;
const MOST_KEPT = 200;

/** Store's time minus this machine's monotonic time lies between the two. */
interface Bounds {
  readonly at: number;
  readonly least: number;
  readonly most: number;
}

/**
 * The time by the store's clock, learned from the `Date` of its answers. One answer leaves a second of doubt; answers at
 * different moments of their second narrow it down to about the time that a request takes. Within the doubt that is left
 * this machine's own clock is believed.
 */
export class StoreTime {
  #seen: Bounds[] = [];

  constructor(
    readonly monotonic: () => number = () => performance.now(),
    readonly wall: () => number = () => Date.now(),
  ) {}

  /**
   * @param date milliseconds since 1970, a whole second
   * @param sent when the request was sent, by the monotonic clock
   */
  hear(date: number, sent: number): void {
    if (!Number.isFinite(date)) return;
    const at = this.monotonic();
    const heard: Bounds = { at, least: date - at, most: date + DATE_MS - sent };
    this.#seen = [...this.#seen.slice(1 - MOST_KEPT), heard].filter((each) => each.at > at - KEPT_MS);
    // One of the clocks was set: only what it says now counts.
    if (this.#least > this.#most) this.#seen = [heard];
  }

  /** Milliseconds since 1970 by the store's clock, as far as it is known. */
  now(): number {
    const [monotonic, wall] = [this.monotonic(), this.wall()];
    return Math.min(Math.max(wall, monotonic + this.#least), monotonic + this.#most);
  }

  get #least(): number {
    return Math.max(...this.#seen.map(({ least }) => least));
  }

  get #most(): number {
    return Math.min(...this.#seen.map(({ most }) => most));
  }
}
