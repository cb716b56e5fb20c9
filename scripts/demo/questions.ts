import { letterPairs, type Namespace, type Sparse } from "./wordRecords";

/** A query: the words nearest to one, in a namespace, among those that the filter lets through. */
export interface Question {
  readonly word: string;
  readonly namespace: Namespace;
  readonly filter?: Readonly<Record<string, object>>;
  /** The filter in words. */
  readonly only?: string;
  /** Asks for words that are spelled alike, too: dense and sparse values together. */
  readonly spelling?: boolean;
}

/** One word that was found. */
export interface Match {
  readonly id: string;
  readonly score: number;
  readonly word: string;
}

/** What is sent for a question. */
export interface Query {
  readonly vector: number[];
  readonly topK: number;
  readonly filter?: Readonly<Record<string, object>>;
  readonly sparseVector?: Sparse;
}

/** How many answers are compared; fewer are shown. */
export const COMPARED = 10;
/** Float32 keeps about seven digits. */
const SCORE_TOLERANCE = 1e-5;
const SHOWN = 3;

const WORDS: readonly (Pick<Question, "word" | "namespace"> & Required<Pick<Question, "filter" | "only">>)[] = [
  { word: "ocean", namespace: "", filter: { letter: { $eq: "s" } }, only: "letter = s" },
  { word: "computer", namespace: "", filter: { rank: { $lt: 500 } }, only: "rank < 500" },
  {
    word: "doctor",
    namespace: "uncommon",
    filter: { tags: { $in: ["long", "compound"] } },
    only: "tags: long, compound",
  },
  { word: "winter", namespace: "rare", filter: { length: { $gte: 9 } }, only: "length >= 9" },
];

/** Each word with and without its filter, and one that asks for meaning and spelling at once. */
export const QUESTIONS: readonly Question[] = [
  ...WORDS.flatMap(({ word, namespace, filter, only }) => [
    { word, namespace },
    { word, namespace, filter, only },
  ]),
  { word: "computer", namespace: "", spelling: true },
];

export const ASKED_WORDS: readonly string[] = WORDS.map(({ word }) => word);

/** The request for a question; the word itself would come first, so one more is asked for. */
export function queryFor({ word, filter, spelling }: Question, vector: Float32Array): Query {
  const sparse = spelling === true ? letterPairs(word) : undefined;
  return {
    vector: Array.from(vector),
    topK: COMPARED + 1,
    ...(filter === undefined ? {} : { filter }),
    ...(sparse === undefined ? {} : { sparseVector: sparse }),
  };
}

/** Asks all questions, each by `ask`. */
export function askAll(ask: (question: Question) => Promise<Match[]>): Promise<Match[][]> {
  return Promise.all(QUESTIONS.map(ask));
}

/** The same words in the same order with the same scores; two empty answers prove nothing and are not the same. */
export function isSame(before: readonly Match[], after: readonly Match[]): boolean {
  return (
    before.length > 0 &&
    before.length === after.length &&
    before.every(({ id, score }, at) => {
      const other = after[at];
      return other !== undefined && other.id === id && Math.abs(other.score - score) <= SCORE_TOLERANCE;
    })
  );
}

/** A question, what was answered before and after, and whether that is the same. */
export interface ComparedAnswer {
  readonly question: string;
  readonly before: string;
  readonly after: string;
  readonly same: boolean;
}

/** Lays the answers of two rounds side by side. */
export function compareAnswers(before: readonly Match[][], after: readonly Match[][]): ComparedAnswer[] {
  return QUESTIONS.map((question, at) => {
    const [first = [], second = []] = [before[at], after[at]];
    return {
      question: describe(question),
      before: shown(question, first),
      after: shown(question, second),
      same: isSame(first, second),
    };
  });
}

function describe({ word, only, spelling }: Question): string {
  if (spelling === true) return `${word}, and spelled alike`;
  return only === undefined ? word : `${word}, ${only}`;
}

function shown({ word }: Question, matches: readonly Match[]): string {
  const words = matches.map((match) => match.word).filter((each) => each !== word);
  return words.slice(0, SHOWN).join(" ") || "(nothing)";
}
