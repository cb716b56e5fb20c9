/** Arguments of the load's processes. */
export interface WriterOptions {
  readonly name: string;
  readonly apiKey: string;
  readonly controlPlane: string;
  readonly podHost: string;
  /** The write log's URL. */
  readonly log: string;
  /** File of the journal: a process that takes over from a killed one goes on in it. */
  readonly journal: string;
  /** Writes a second, all lanes together. */
  readonly perSecond: number;
  /** Lanes for records; one for bulk writes and one for shared records come on top. */
  readonly lanes: number;
  /** Records of each lane. */
  readonly ids: number;
  readonly seed: number;
  readonly bulk: boolean;
  /** Milliseconds until what was written is surely found by a filter. */
  readonly settleMs: number;
  /** Milliseconds that it waits before its first write: requests of a killed one before it may be on their way. */
  readonly startAfterMs: number;
  /** A write that the log did not confirm may be in it, and so have its effect. */
  readonly mayBeLogged: boolean;
}

export interface ReaderOptions {
  readonly name: string;
  readonly apiKey: string;
  readonly controlPlane: string;
  readonly podHost: string;
  readonly log: string;
  /** File to which it writes what it counted, once a second and at its end. */
  readonly counts: string;
  readonly pauseMs: number;
}

export interface ReadCounts {
  readonly reads: number;
  readonly failed: number;
  /** Milliseconds of the longest time between two answers. */
  readonly longestPauseMs: number;
  readonly errors: Readonly<Record<string, number>>;
}
