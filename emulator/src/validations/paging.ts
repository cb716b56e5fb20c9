import { invalidData, type Refusal } from "../errors.js";
import { LIMITS } from "../limits.js";
import type { InOrder } from "../store/order.js";

/** How the plane refuses what can't be read. */
export type Refuse = (message: string) => Refusal;

/** A page's end as a token: opaque to clients, the last name on the page for us. */
function pageToken(last: string): string {
  return Buffer.from(JSON.stringify({ after: last })).toString("base64url");
}

/** The name after which the next page starts. */
export function readPageToken(token: string | undefined, refuse: Refuse = invalidData): string | undefined {
  if (token === undefined || token === "") return undefined;
  try {
    const { after } = JSON.parse(Buffer.from(token, "base64url").toString()) as { after?: unknown };
    if (typeof after === "string") return after;
  } catch {
    throw refuse("Invalid pagination token");
  }
  throw refuse("Invalid pagination token");
}

/** A page size from a query string. */
export function readLimit(text: string | null, most: number, limited: boolean): number {
  if (text === null || text === "") return most;
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1) throw invalidData("limit must be a positive integer.");
  if (limited && limit > most) throw invalidData(`limit must be between 1 and ${most}.`);
  return limit;
}

export interface Page {
  readonly names: readonly string[];
  /** Token of the next page; undefined on the last one. */
  readonly next: string | undefined;
}

/** One page of sorted names that start with `prefix`. */
export function pageOf(sorted: readonly string[], prefix: string, after: string | undefined, limit: number): Page {
  const start = after === undefined || after < prefix ? firstAtLeast(sorted, prefix) : firstAfter(sorted, after);
  const names: string[] = [];
  let at = start;
  for (; at < sorted.length && names.length < limit; at += 1) {
    const name = sorted[at] as string;
    if (!name.startsWith(prefix)) return { names, next: undefined };
    names.push(name);
  }
  const more = sorted[at]?.startsWith(prefix) ?? false;
  return { names, next: more ? pageToken(names[names.length - 1] as string) : undefined };
}

/** The beginning of a page, so many names long; the next one goes on behind it. */
export function shortened(page: Page, length: number): Page {
  const last = page.names[length - 1];
  if (last === undefined || length === page.names.length) return page;
  return { names: page.names.slice(0, length), next: pageToken(last) };
}

function firstAtLeast(sorted: readonly string[], name: string): number {
  return firstWhere(sorted, (found) => found >= name);
}

function firstAfter(sorted: readonly string[], name: string): number {
  return firstWhere(sorted, (found) => found > name);
}

function firstWhere(sorted: readonly string[], holds: (name: string) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(sorted[middle] as string)) high = middle;
    else low = middle + 1;
  }
  return low;
}

export interface PageOfThings<Thing> {
  readonly things: readonly Thing[];
  /** The answer's `pagination`, left out on the last page. */
  readonly pagination: { readonly pagination?: { readonly next: string } };
}

/** A page of at most 100 things, oldest first. `usual` is the size when the query asks for none. */
export function pageInOrder<Thing extends InOrder>(
  all: readonly Thing[],
  query: URLSearchParams,
  usual: number,
  refuse: Refuse,
): PageOfThings<Thing> {
  const size = readPageSize(query.get("limit"), usual, refuse);
  const after = Number(readPageToken(query.get("paginationToken") ?? undefined, refuse) ?? 0);
  if (!Number.isSafeInteger(after)) throw refuse("Invalid pagination token");
  const rest = all.filter((thing) => thing.order > after);
  const things = rest.slice(0, size);
  const last = things.at(-1);
  if (last === undefined || rest.length === things.length) return { things, pagination: {} };
  return { things, pagination: { pagination: { next: pageToken(String(last.order)) } } };
}

function readPageSize(text: string | null, usual: number, refuse: Refuse): number {
  if (text === null || text === "") return usual;
  const size = Number(text);
  if (!Number.isInteger(size) || size < 1 || size > LIMITS.listPage) {
    throw refuse(`limit must be between 1 and ${LIMITS.listPage}.`);
  }
  return size;
}
