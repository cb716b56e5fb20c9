/**
 * Hosts of the pod indexes whose retirement was proven in this process, which serves one run: a tag that an earlier run
 * left says only what was true then.
 */
const proven = new Map<string, number>();

/**
 * Notes that every record of the pod index at this host was read again in this run, and found as it was.
 *
 * @param at milliseconds since 1970
 */
export function noteProven(host: string, at: number): void {
  proven.set(host, at);
}

/** When it was, in milliseconds since 1970. */
export function provenAt(host: string): number | undefined {
  return proven.get(host);
}
