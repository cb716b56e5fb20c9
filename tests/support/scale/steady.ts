import type { Request } from "./simulate";

/** How fast it went once it ran. */
export interface Pace {
  readonly recordsPerSecond: number;
  readonly requestsPerSecond: number;
  readonly recordsPerRequest: number;
  /** The rate of the first half of what was looked at over that of all of it: near 1 when it was steady. */
  readonly steadiness: number;
}

/** The beginning, in which all places fill up at once, and the end, in which the last batches wait, are left out. */
const FROM = 0.2;
const TO = 0.9;

/** The pace of the middle of a simulation. Only where it was steady does a longer one take proportionally longer. */
export function paceOf(requests: readonly Request[]): Pace {
  const all = requests.reduce((sum, { records }) => sum + records, 0);
  let [before, from, middle, to] = [0, 0, 0, 0];
  const records: number[] = [0];
  for (const [at, request] of requests.entries()) {
    before += request.records;
    if (before <= all * FROM) from = at;
    if (before <= (all * (FROM + TO)) / 2) middle = at;
    if (before <= all * TO) to = at;
    records.push(before);
  }
  const rate = (first: number, last: number) =>
    ((records[last] ?? 0) - (records[first] ?? 0)) / (((requests[last]?.at ?? 0) - (requests[first]?.at ?? 0)) / 1_000);
  const recordsPerSecond = rate(from, to);
  const recordsPerRequest = ((records[to] ?? 0) - (records[from] ?? 0)) / (to - from);
  return {
    recordsPerSecond,
    recordsPerRequest,
    requestsPerSecond: recordsPerSecond / recordsPerRequest,
    steadiness: rate(from, middle) / recordsPerSecond,
  };
}

/** The most that any namespace got within any second. */
export function mostInASecond(requests: readonly Request[]): { requests: number; bytes: number } {
  const most = { requests: 0, bytes: 0 };
  for (const all of byNamespace(requests).values()) {
    let [first, bytes] = [0, 0];
    for (const [at, request] of all.entries()) {
      bytes += request.bytes;
      for (let old = all[first]; old !== undefined && old.at <= request.at - 1_000; old = all[first]) {
        bytes -= old.bytes;
        first += 1;
      }
      most.requests = Math.max(most.requests, at - first + 1);
      most.bytes = Math.max(most.bytes, bytes);
    }
  }
  return most;
}

function byNamespace(requests: readonly Request[]): Map<string, Request[]> {
  const groups = new Map<string, Request[]>();
  for (const request of requests) {
    const group = groups.get(request.namespace);
    if (group === undefined) groups.set(request.namespace, [request]);
    else group.push(request);
  }
  return groups;
}
