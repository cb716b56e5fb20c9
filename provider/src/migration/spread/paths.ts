/** Where a distributed catch-up keeps what it knows, in the write log's store. */

/** The one job of a log, as long as it is the last. */
export const CURRENT_JOB = "spread/current.json";

/** One part of one range of a job. */
export interface PartPlace {
  readonly job: string;
  readonly range: number;
  readonly part: number;
}

/** What a range is, once it was begun. */
export function rangePath(job: string, range: number): string {
  return `spread/${job}/${range}/range.json`;
}

/** There once a range is over: no task may send anything for it any more. */
export function closedPath(job: string, range: number): string {
  return `spread/${job}/${range}/closed.json`;
}

/** What a part came to: there once all of it is applied. */
export function resultPath({ job, range, part }: PartPlace): string {
  return `spread/${job}/${range}/${part}.json`;
}

/** Attempts at a part are numbered from 0 without a gap: they are found by their names. */
export function attemptPath({ job, range, part }: PartPlace, attempt: number): string {
  return `spread/${job}/${range}/${part}.attempt-${attempt}.json`;
}

/** Records that the service refused, as an attempt met them. */
export function deadLettersPath({ job, range, part }: PartPlace, attempt: number): string {
  return `spread/${job}/${range}/${part}.dead-${attempt}.jsonl`;
}

/** Namespaces that go by bulk import. */
export function routePath(job: string): string {
  return `spread/${job}/routed.json`;
}

/** How far the bulk import is. */
export function importPath(job: string): string {
  return `spread/${job}/import.json`;
}
