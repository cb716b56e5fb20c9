/**
 * Hosts of the pod indexes whose retirement was proven in this process, which serves one run: a tag that an earlier run
 * left says only what was true then.
 */
const proven = new Set<string>();

/** Notes that every record of the pod index at this host was read again in this run, and found as it was. */
export function noteProven(host: string): void {
  proven.add(host);
}

export function isProven(host: string): boolean {
  return proven.has(host);
}
