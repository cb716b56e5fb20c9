import { ANSWER_MS, DIMENSION, DIMENSIONS, NAMESPACES, type Spread, sharesOf } from "./service";
import { type Order, simulate } from "./simulate";
import { mostInASecond, type Pace, paceOf } from "./steady";

/** One simulated way of bringing records, and how it went. */
export interface Case extends Pace {
  readonly dimension: number;
  readonly namespaces: number;
  readonly spread: Spread;
  readonly answerMs: number;
  readonly processes: number;
  readonly order: Order;
  /** Requests that were simulated, and the most that one namespace got in any second of them. */
  readonly requests: number;
  readonly most: { readonly requests: number; readonly bytes: number };
}

interface Wanted extends Partial<Pick<Case, "dimension" | "answerMs" | "processes" | "order" | "spread">> {
  readonly namespaces: number;
  readonly records: number;
  readonly light?: boolean;
}

/**
 * Records to simulate in one process: enough for some hundred requests once as many wait as may. Of a thousand skewed
 * namespaces the large ones are sent first: it takes long until the small ones have gathered as much as they will.
 */
function recordsOf(namespaces: (typeof NAMESPACES)[number], spread: Spread): number {
  if (namespaces === 1_000) return spread === "skewed" ? 160_000 : 60_000;
  return { 1: 5_000, 10: 18_000, 100: 40_000 }[namespaces];
}

async function runCase(wanted: Wanted): Promise<Case> {
  const { namespaces, records, dimension = DIMENSION, spread = "even", answerMs = ANSWER_MS } = wanted;
  const { processes = 1, order = "hashed", light = false } = wanted;
  const shares = sharesOf(namespaces, spread);
  const requests = await simulate({ dimension, shares, records, order, processes, answerMs, light });
  return {
    ...{ dimension, namespaces, spread, answerMs, processes, order, requests: requests.length },
    ...paceOf(requests),
    most: mostInASecond(requests),
  };
}

/** One process, by number of namespaces, even and skewed (one namespace is neither). */
export async function oneProcess(dimension: number): Promise<Case[]> {
  const cases: Case[] = [];
  for (const namespaces of NAMESPACES) {
    for (const spread of namespaces === 1 ? (["even"] as const) : (["even", "skewed"] as const)) {
      cases.push(await runCase({ dimension, namespaces, spread, records: recordsOf(namespaces, spread) }));
    }
  }
  return cases;
}

/** One namespace, one process: what the budgets allow. */
export function oneNamespace(dimension: number): Promise<Case> {
  return runCase({ dimension, namespaces: 1, records: recordsOf(1, "even") * (DIMENSION / dimension) });
}

/** Everything that docs/scale.md shows, simulated: some eight seconds. */
export interface Cases {
  /** 768 dimensions. */
  readonly single: readonly Case[];
  /** One namespace, by dimension. */
  readonly alone: readonly Case[];
  readonly answers: readonly Case[];
  readonly processes: readonly Case[];
}

export async function simulateAll(): Promise<Cases> {
  const single = await oneProcess(DIMENSION);
  const alone: Case[] = [];
  for (const dimension of DIMENSIONS) {
    const known = dimension === DIMENSION ? single.find(({ namespaces }) => namespaces === 1) : undefined;
    alone.push(known ?? (await oneNamespace(dimension)));
  }
  return { single, alone, answers: await answers(), processes: await processes() };
}

/** One process, ten namespaces, and a service that is faster or slower to answer. */
export async function answers(): Promise<Case[]> {
  const cases: Case[] = [];
  for (const answerMs of [50, 1_000]) cases.push(await runCase({ namespaces: 10, answerMs, records: 16_000 }));
  return cases;
}

/** Records of a namespace that stand together in a part of the distributed catch-up (TOGETHER in its fold.py). */
export const TURN = 1_000;
export const PROCESSES = 2;

/** Several processes with a share each and two large namespaces, by the order in which each meets its records. */
export async function processes(): Promise<Case[]> {
  const cases: Case[] = [];
  for (const order of ["sorted", { turnsOf: TURN }] as const) {
    cases.push(await runCase({ namespaces: 2, records: 72_000, order, processes: PROCESSES, light: true }));
  }
  return cases;
}
