import type { Attempt } from "./journal";
import { applied, type Content, contentKey, isBulk, namedIds } from "./operation";

/** Every content that a record may have, by its key: what was acknowledged, and what may have come of unknown outcomes. */
export type Allowed = ReadonlyMap<string, Content | undefined>;

/**
 * What a record may be that one lane wrote, one attempt after the other: an acknowledged write has had its effect, a
 * refused one never has any, one of unknown outcome may have had it.
 */
export function allowedInOrder(base: Content | undefined, attempts: readonly Attempt[], id: string): Allowed {
  let states = new Map<string, Content | undefined>([[contentKey(base), base]]);
  for (const { operation, outcome } of attempts) {
    if (outcome === "refused") continue;
    const after = [...states.values()].map((state) => applied(operation, id, state));
    const kept = outcome === "acked" ? [] : [...states.values()];
    states = new Map([...kept, ...after].map((state) => [contentKey(state), state]));
  }
  return states;
}

/**
 * What a record may be that several lanes wrote whole (upserts and deletes): the last write is one after which no
 * acknowledged one began.
 *
 * @param orderMs writes that are less far apart are in no certain order
 */
export function allowedOfMany(
  base: Content | undefined,
  attempts: readonly Attempt[],
  id: string,
  orderMs = 0,
): Allowed {
  const took = attempts.filter(({ outcome }) => outcome !== "refused");
  const acked = took.filter(({ outcome }) => outcome === "acked");
  const endOf = ({ outcome, answered }: Attempt) =>
    outcome === "acked" ? (answered ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
  // Equal milliseconds say nothing about the order.
  const last = took.filter((each) => !acked.some(({ asked }) => asked > endOf(each) + orderMs));
  const states = last.map(({ operation }) => applied(operation, id, undefined));
  if (acked.length === 0) states.push(base);
  return new Map(states.map((state) => [contentKey(state), state]));
}

/** The attempts that may have touched a record. */
export function touching(attempts: readonly Attempt[], ns: string, id: string): Attempt[] {
  return attempts.filter(
    ({ operation }) => operation.ns === ns && (isBulk(operation) || namedIds(operation).includes(id)),
  );
}
