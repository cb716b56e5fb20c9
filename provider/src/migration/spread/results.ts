import { getJson, type LogStore, toJson } from "../../writeLog/store";
import type { DeadLetter } from "../apply/sender";
import { deadLettersPath, type PartPlace, resultPath } from "./paths";

/** What one part of a range came to: there once all of its records are as they should be, or refused. */
export interface PartResult {
  readonly v: 1;
  readonly job: string;
  readonly range: number;
  readonly part: number;
  /** The attempt that got there. */
  readonly attempt: number;
  /** Records that came, and those that were written or deleted: one that only updates name and that isn't there is not. */
  readonly records: number;
  readonly brought: number;
  readonly refused: number;
  /** Where those that were refused are, as lines; left out when none were. */
  readonly dead?: string;
  /** The first of them. */
  readonly examples: readonly DeadLetter[];
  /** Milliseconds that it took. */
  readonly tookMs: number;
}

const EXAMPLES = 10;
/** Results that are asked for at once. */
const AT_ONCE = 16;

export function resultOf(store: LogStore, place: PartPlace): Promise<PartResult | undefined> {
  return getJson<PartResult>(store, resultPath(place));
}

/** Keeps a part's result, unless another attempt was first; answers the one that holds. */
export async function keepResult(
  store: LogStore,
  place: PartPlace,
  made: Pick<PartResult, "attempt" | "records" | "brought" | "tookMs">,
  refused: readonly DeadLetter[],
): Promise<PartResult> {
  const dead = deadLettersPath(place, made.attempt);
  if (refused.length > 0) {
    await store.put(dead, Buffer.from(refused.map((letter) => `${JSON.stringify(letter)}\n`).join(""), "utf8"));
  }
  const result: PartResult = {
    ...{ v: 1, ...place, ...made, refused: refused.length, examples: refused.slice(0, EXAMPLES) },
    ...(refused.length === 0 ? {} : { dead }),
  };
  await store.create(resultPath(place), toJson(result));
  return (await resultOf(store, place)) ?? result;
}

/** The results of a range's parts, by part; undefined where there is none yet. */
export function resultsOf(
  store: LogStore,
  { job, range }: Omit<PartPlace, "part">,
  parts: number,
): Promise<(PartResult | undefined)[]> {
  return inTurns(parts, (part) => resultOf(store, { job, range, part }));
}

/** What several parts came to together. */
export function totalsOf(results: readonly PartResult[]): Pick<PartResult, "records" | "brought" | "refused"> {
  const sum = (of: (each: PartResult) => number) => results.reduce((total, each) => total + of(each), 0);
  return {
    records: sum((each) => each.records),
    brought: sum((each) => each.brought),
    refused: sum((each) => each.refused),
  };
}

/** Asks for each part, not for all at once. */
export async function inTurns<T>(parts: number, ask: (part: number) => Promise<T>): Promise<T[]> {
  const answers: T[] = [];
  while (answers.length < parts) {
    const turn = Array.from({ length: Math.min(AT_ONCE, parts - answers.length) }, (_, at) => answers.length + at);
    answers.push(...(await Promise.all(turn.map(ask))));
  }
  return answers;
}
