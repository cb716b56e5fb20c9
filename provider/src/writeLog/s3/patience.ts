/** How long a request may take, and how long it is tried again. */
export interface Patience {
  /** Milliseconds that one attempt may take at first, beside the time for its bytes; doubled with each attempt, up to a bound. */
  readonly attemptMs: number;
  /** Milliseconds after which no new attempt begins. */
  readonly totalMs: number;
}

/**
 * What a lease, a fence or a write of the application waits for. A lease holds for 3 s and is renewed after 1 s by a PUT
 * and a GET: with one of them lost there is still time for both again.
 */
export const PROMPT: Patience = { attemptMs: 800, totalMs: 5_000 };
/** What only a run waits for that can wait. */
export const PATIENT: Patience = { attemptMs: 2_000, totalMs: 30_000 };

/** A slow line carries so many bytes in a millisecond: 8 Mbit/s. */
const BYTES_PER_MS = 1_000;

/** Folders whose objects leases and fences depend on. */
const PROMPT_FOLDERS = ["control", "writers", "applier"];

/** Folders whose objects say by their change that somebody is alive. */
const LEASE_FOLDERS = ["writers", "applier"];

export function isLease(path: string): boolean {
  return LEASE_FOLDERS.includes(path.split("/")[0] ?? "");
}

export function isPrompt(path: string): boolean {
  return PROMPT_FOLDERS.includes(path.split("/")[0] ?? "");
}

/** Milliseconds that so many bytes may take on their way. */
export function wayOf(bytes: number): number {
  return bytes / BYTES_PER_MS;
}
