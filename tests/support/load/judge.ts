import { type Allowed, allowedInOrder, allowedOfMany, touching } from "./allowed";
import type { Attempt } from "./journal";
import { baseContent, type Lane, placesOf, STEADY } from "./lanes";
import { type Content, contentKey } from "./operation";

/** An index as the judge reads it: directly, past capture. */
export interface IndexView {
  /** Absent ids are absent from the answer. */
  fetch(ns: string, ids: readonly string[]): Promise<ReadonlyMap<string, Content>>;
  /** Records by namespace. */
  counts(): Promise<Readonly<Record<string, number>>>;
}

export interface Case {
  readonly lanes: readonly Lane[];
  /** Of all writers, each in its own order. */
  readonly attempts: readonly Attempt[];
  /** The index that serves. */
  readonly active: IndexView;
  /** The other one, when it must hold the same records. */
  readonly other?: IndexView;
  /** Milliseconds within which writes of several lanes to one record are in no certain order; none by default. */
  readonly orderMs?: number;
}

export interface Problem {
  /**
   * lost: an acknowledged write isn't there. resurrected: a record is there whose delete was acknowledged. unequal: both
   * indexes differ. stray: a namespace holds more records than were written.
   */
  readonly kind: "lost" | "resurrected" | "unequal" | "stray";
  readonly ns: string;
  readonly id: string;
  readonly fact: string;
}

export interface Verdict {
  /** Records that were looked at, and those that are there. */
  readonly records: number;
  readonly present: number;
  readonly problems: readonly Problem[];
}

interface Watched {
  readonly ns: string;
  readonly id: string;
  readonly allowed: Allowed;
}

/** Compares what is in the indexes with what the writers were told. To be called once everything is quiet and fresh. */
export async function judge({ lanes, attempts, active, other, orderMs = 0 }: Case): Promise<Verdict> {
  const watched = everyRecord(lanes, attempts, orderMs);
  const found = await readAll(active, watched);
  const problems = watched.flatMap((each) => problemOf(each, found.get(keyOf(each))));
  problems.push(...(await strays(active, "active", watched, found)));
  if (other !== undefined) {
    const there = await readAll(other, watched);
    problems.push(...watched.flatMap((each) => difference(each, found.get(keyOf(each)), there.get(keyOf(each)))));
    problems.push(...(await strays(other, "other", watched, there)));
  }
  return { records: watched.length, present: found.size, problems };
}

function everyRecord(lanes: readonly Lane[], attempts: readonly Attempt[], orderMs: number): Watched[] {
  const own = lanes.filter(({ kind }) => kind !== "shared");
  const watched = own.flatMap((lane) => {
    const ofLane = attempts.filter((attempt) => attempt.lane === lane.name);
    return placesOf(lane).flatMap(({ ns, ids }) =>
      ids.map((id) => ({ ns, id, allowed: allowedInOrder(baseContent(ns, id), touching(ofLane, ns, id), id) })),
    );
  });
  const shared = lanes.find(({ kind }) => kind === "shared");
  const places = [...(shared === undefined ? [] : placesOf(shared)), STEADY];
  const rest = places.flatMap(({ ns, ids }) =>
    ids.map((id) => ({ ns, id, allowed: allowedOfMany(baseContent(ns, id), touching(attempts, ns, id), id, orderMs) })),
  );
  return [...watched, ...rest];
}

function problemOf({ ns, id, allowed }: Watched, content: Content | undefined): Problem[] {
  if (allowed.has(contentKey(content))) return [];
  const onlyAbsent = allowed.size === 1 && allowed.has("absent");
  const fact = `it is ${shown(content)}, and may be ${[...allowed.values()].map(shown).join(" or ")}`;
  return [{ kind: onlyAbsent ? "resurrected" : "lost", ns, id, fact }];
}

function difference({ ns, id }: Watched, active: Content | undefined, other: Content | undefined): Problem[] {
  if (contentKey(active) === contentKey(other)) return [];
  return [{ kind: "unequal", ns, id, fact: `active: ${shown(active)}, other: ${shown(other)}` }];
}

/** Records beside those that were ever written. */
async function strays(
  index: IndexView,
  which: string,
  watched: readonly Watched[],
  found: ReadonlyMap<string, Content>,
): Promise<Problem[]> {
  const expected: Record<string, number> = {};
  for (const each of watched) if (found.has(keyOf(each))) expected[each.ns] = (expected[each.ns] ?? 0) + 1;
  const counts = await index.counts();
  return [...new Set([...Object.keys(counts), ...Object.keys(expected)])].flatMap((ns): Problem[] => {
    const [is, should] = [counts[ns] ?? 0, expected[ns] ?? 0];
    return is === should ? [] : [{ kind: "stray", ns, id: "", fact: `${which}: ${is} records instead of ${should}` }];
  });
}

async function readAll(index: IndexView, watched: readonly Watched[]): Promise<Map<string, Content>> {
  const idsOf = new Map<string, string[]>();
  for (const { ns, id } of watched) idsOf.set(ns, [...(idsOf.get(ns) ?? []), id]);
  const found = new Map<string, Content>();
  for (const [ns, ids] of idsOf) {
    for (const [id, content] of await index.fetch(ns, ids)) found.set(keyOf({ ns, id }), content);
  }
  return found;
}

function keyOf({ ns, id }: Pick<Watched, "ns" | "id">): string {
  return `${ns}\n${id}`;
}

function shown(content: Content | undefined): string {
  return content === undefined ? "absent" : `${JSON.stringify(content.metadata)} ${content.values[0]?.toFixed(4)}`;
}
