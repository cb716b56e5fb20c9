import { PodshiftError } from "../../errors";
import { displayNamespace } from "../../pinecone/namespace";
import { printable } from "../../util/format";
import { isEmptyFilter } from "../../writeLog/emptyFilter";
import type { BulkEntry } from "../../writeLog/entry";
import type { Place } from "./foldPosition";
import type { FoldTarget } from "./ports";
import type { KeptIds, Resolutions } from "./resolutions";

/** A bulk write that was acknowledged, and whose filter the service refuses: sent directly it would have done nothing. */
export interface RefusedBulk extends Place {
  readonly w: string;
  readonly ns: string;
  readonly op: string;
  /** Its filter as JSON, shortened. */
  readonly filter: string;
  readonly reason: string;
}

export interface ResolveDeps {
  readonly target: Pick<FoldTarget, "idsByFilter" | "listIds">;
  readonly resolutions: Pick<Resolutions, "keep">;
}

/** Refused bulk writes that are named: a log can hold any number of them. */
const MOST_NAMED = 100;
const FILTER_CHARACTERS = 300;
const NO_CONDITION = "the filter has no condition";

/**
 * Asks which records a bulk write touches, and keeps the answer. A filter that the service refuses touches none, which is
 * kept too: whoever waited for another answer would never get past it. One without a condition isn't asked: it could be
 * answered with every record there is.
 */
export async function resolveBulk(
  { target, resolutions }: ResolveDeps,
  entry: BulkEntry,
  place: Place,
): Promise<KeptIds> {
  if (!("filter" in entry)) return resolutions.keep(entry.w, place, target.listIds(entry.ns));
  if (isEmptyFilter(entry.filter)) return resolutions.keep(entry.w, place, none(), NO_CONDITION);
  const pages = target.idsByFilter(entry.ns, entry.filter)[Symbol.asyncIterator]();
  let first: IteratorResult<readonly string[]>;
  try {
    first = await pages.next();
  } catch (error) {
    if (!(error instanceof PodshiftError) || !isRefusal(error)) throw error;
    return resolutions.keep(entry.w, place, none(), error.summary);
  }
  return resolutions.keep(entry.w, place, from(first, pages));
}

/** What of a bulk write is told when it was refused; undefined: it wasn't. */
export function refusedBulk(entry: BulkEntry, { segment, line }: Place, { refused }: KeptIds): RefusedBulk | undefined {
  if (refused === undefined || !("filter" in entry)) return undefined;
  const filter = JSON.stringify(entry.filter).slice(0, FILTER_CHARACTERS);
  return { w: entry.w, segment, line, ns: entry.ns, op: entry.op, filter, reason: refused };
}

/** Both, each once. */
export function withRefused(
  before: readonly RefusedBulk[] = [],
  found: readonly RefusedBulk[],
): readonly RefusedBulk[] {
  const all = [...before, ...found].map((each) => [`${each.w}-${each.segment}-${each.line}`, each] as const);
  return [...new Map(all).values()].slice(0, MOST_NAMED);
}

export function formatRefused({ w, segment, line, ns, op, filter, reason }: RefusedBulk): string {
  const where = `writer ${printable(w)}, segment ${segment}, line ${line + 1}`;
  return `a bulk write that was acknowledged did nothing: ${op} by ${printable(filter)} in ${displayNamespace(ns)} (${where}): ${reason}. If it was to have an effect, make it again by ids, or by a filter that the service takes`;
}

/**
 * The service itself won't take this filter. Rights, a missing index or a failing server are another matter, and so is a
 * gateway that answers 400: the write that it would drop is acknowledged.
 */
function isRefusal({ code, facts }: PodshiftError): boolean {
  return code === "API_ERROR" && facts.invalid === true;
}

async function* none(): AsyncGenerator<readonly string[]> {
  // Nothing is touched.
}

/** A refusal behind the first page is none of the filter: it fails the caller. */
async function* from(
  first: IteratorResult<readonly string[]>,
  rest: AsyncIterator<readonly string[]>,
): AsyncGenerator<readonly string[]> {
  for (let page = first; !page.done; page = await rest.next()) yield page.value;
}
