/** Where the write log of a load is, and what its processes need to reach it. */
export interface LogPlace {
  readonly url: string;
  /** Environment of every process that uses the log: credentials, region. Nothing for a folder. */
  readonly env: Readonly<Record<string, string>>;
  /** Nobody reaches the log for so many milliseconds. */
  lose?(ms: number): Promise<void>;
}
