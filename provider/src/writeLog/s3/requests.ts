import type { Clock } from "../../util/clock";
import { type Attempt, attempting } from "./attempts";
import { type Failure, failureOf, storeError } from "./failures";
import { type Patience, wayOf } from "./patience";
import { connect, type S3Connection } from "./s3Client";
import type { S3Place } from "./s3Url";

export interface S3StoreOptions {
  readonly clock: Pick<Clock, "sleep">;
  /** For jitter, 0 to 1. */
  readonly random?: () => number;
}

/** One kind of request, as often as it takes. */
export interface Asked<T> {
  /** For people, such as `put writers/w.json`. */
  readonly doing: string;
  readonly patience: Patience;
  readonly bytes?: number;
  again(failure: Failure): boolean;
  /** Whether an attempt so far may have had an effect; left out for what has none, or is tried once. */
  doubtful?(): boolean;
  work(connection: S3Connection, attempt: Attempt): Promise<T>;
  /** Leaves sockets to others. */
  readonly canWait?: boolean;
}

/** Whatever may pass. */
export const passing = (failure: Failure): boolean => failure === "notDone" || failure === "unknown";

/** Sends to one place. */
export class Requests {
  constructor(
    readonly url: string,
    readonly place: S3Place,
    readonly options: S3StoreOptions,
  ) {}

  /** Bucket and key of an object. */
  at(path: string): { Bucket: string; Key: string } {
    const { bucket, prefix } = this.place;
    return { Bucket: bucket, Key: prefix === "" ? path : `${prefix}/${path}` };
  }

  /** @throws whatever the last attempt failed with, as it is when `mine` says so, else as a StoreError */
  async send<T>(
    { doing, bytes = 0, work, doubtful, canWait = false, ...how }: Asked<T>,
    mine: readonly Failure[] = [],
  ): Promise<T> {
    const { clock, random = Math.random } = this.options;
    const deps = { clock, random, monotonic: () => performance.now() };
    try {
      const connection = await connect(this.place);
      await connection.findCredentials(how.patience.totalMs);
      const each = (attempt: Attempt) => work(connection, attempt);
      const inTurn = (now: () => Promise<T>) => (canWait ? connection.reads.during(now) : now());
      return await attempting(deps, { ...how, wayMs: wayOf(bytes), work: each, inTurn });
    } catch (error) {
      throw mine.includes(failureOf(error)) ? error : storeError(this.url, doing, error, doubtful?.() ?? false);
    }
  }
}
