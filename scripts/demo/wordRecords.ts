/** Sparse values: positions, ascending, and their weights. */
export interface Sparse {
  readonly indices: number[];
  readonly values: number[];
}

/** A word as a record. */
export interface WordRecord {
  readonly id: string;
  readonly values: number[];
  readonly sparseValues?: Sparse;
  readonly metadata: {
    readonly word: string;
    readonly rank: number;
    readonly length: number;
    readonly letter: string;
    readonly tags: string[];
  };
}

/** The namespaces: the more common half of the words is in the default one. */
export const NAMESPACES = ["", "uncommon", "rare"] as const;
export type Namespace = (typeof NAMESPACES)[number];

/** Up to this share of all words (by how common they are) a word belongs to the namespace. */
const UP_TO: readonly (readonly [Namespace, number])[] = [
  ["", 0.5],
  ["uncommon", 0.8],
  ["rare", 1],
];

/** Every how many records has sparse values. */
const SPARSE_EVERY = 10;
/** Six decimals: more than the source has, and half the bytes to send. */
const DECIMALS = 1e6;

/** The namespace of the word at a place, counted from 0, among `total`. */
export function namespaceOf(rank: number, total: number): Namespace {
  return UP_TO.find(([, share]) => rank < total * share)?.[0] ?? "rare";
}

/** @param rank the word's place, counted from 0 (metadata counts from 1) */
export function toRecord(word: string, rank: number, values: Float32Array): WordRecord {
  const sparseValues = rank % SPARSE_EVERY === 0 ? letterPairs(word) : undefined;
  const [letter = ""] = word;
  return {
    id: `word-${rank + 1}`,
    values: Array.from(values, (value) => Math.round(value * DECIMALS) / DECIMALS),
    ...(sparseValues === undefined ? {} : { sparseValues }),
    metadata: { word, rank: rank + 1, length: [...word].length, letter, tags: tagsOf(word) },
  };
}

/** How a word is spelled, as sparse values: one position for each pair of letters. Undefined for a word without any. */
export function letterPairs(word: string): Sparse | undefined {
  const counts = new Map<number, number>();
  for (let at = 0; at + 1 < word.length; at += 1) {
    const [first, second] = [letterNumber(word, at), letterNumber(word, at + 1)];
    if (first === undefined || second === undefined) continue;
    const position = first * 26 + second;
    counts.set(position, (counts.get(position) ?? 0) + 1);
  }
  if (counts.size === 0) return undefined;
  const pairs = [...counts].sort(([a], [b]) => a - b);
  return { indices: pairs.map(([position]) => position), values: pairs.map(([, count]) => count / counts.size) };
}

function letterNumber(word: string, at: number): number | undefined {
  const number = word.charCodeAt(at) - "a".charCodeAt(0);
  return number >= 0 && number < 26 ? number : undefined;
}

function tagsOf(word: string): string[] {
  const length = word.length <= 4 ? "short" : word.length <= 8 ? "medium" : "long";
  const start = /^[aeiou]/.test(word) ? "vowel" : /^[a-z]/.test(word) ? "consonant" : "symbol";
  const rest = [...(word.includes("-") ? ["compound"] : []), ...(/\d/.test(word) ? ["digits"] : [])];
  return [length, start, ...rest];
}
