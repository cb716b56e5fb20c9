const KEY = Buffer.from('"values"');
const [BACKSLASH, COLON, BRACKET, END, MINUS, ZERO, NINE] = [...Buffer.from("\\:[]-09")] as [
  ...[number, number, number, number, number, number, number],
];

/**
 * A JSON text (UTF-8) without the numbers of its arrays named `values`: each array is a number in `rest`, by which its text
 * is taken. In valid JSON the key's text with its quotes, not behind a backslash, is the key; an array that begins with a
 * number and holds no other arrays ends at the next bracket. Bytes, because making strings of them takes longer than all else.
 */
export class Cuts {
  readonly rest: string;
  readonly #cuts: (Uint8Array | undefined)[] = [];
  #left: number;

  constructor(json: Buffer) {
    const pieces: Buffer[] = [];
    let from = 0;
    for (let key = json.indexOf(KEY); key >= 0; key = json.indexOf(KEY, Math.max(from, key + 1))) {
      const begin = json[key - 1] === BACKSLASH ? -1 : numbersAt(json, key + KEY.length);
      if (begin < 0) continue;
      const end = json.indexOf(END, begin);
      if (end < 0) break;
      pieces.push(json.subarray(from, key), Buffer.from(`"values":${this.#cuts.length}`));
      this.#cuts.push(json.subarray(begin, end));
      from = end + 1;
    }
    pieces.push(json.subarray(from));
    this.rest = Buffer.concat(pieces).toString("utf8");
    this.#left = this.#cuts.length;
  }

  /** Cuts that weren't taken. */
  get left(): number {
    return this.#left;
  }

  /** The numbers of an array, `0.1,0.2`, by what stands in its place; undefined for what is no cut, or was taken before. */
  take(place: unknown): Uint8Array | undefined {
    if (Array.isArray(place)) return Buffer.from(JSON.stringify(place).slice(1, -1));
    if (typeof place !== "number") return undefined;
    const cut = this.#cuts[place];
    if (cut === undefined) return undefined;
    this.#cuts[place] = undefined;
    this.#left -= 1;
    return cut;
  }
}

/** `0.1,0.2` as numbers. */
export function parseNumbers(json: Uint8Array): number[] {
  const text = Buffer.from(json.buffer, json.byteOffset, json.byteLength).toString("latin1");
  return JSON.parse(`[${text}]`) as number[];
}

/** Where the first number of an array begins, behind its key; -1 when it is no array that begins with a number. */
function numbersAt(json: Buffer, behindKey: number): number {
  const colon = skipBlanks(json, behindKey);
  if (json[colon] !== COLON) return -1;
  const bracket = skipBlanks(json, colon + 1);
  if (json[bracket] !== BRACKET) return -1;
  const first = skipBlanks(json, bracket + 1);
  const byte = json[first] ?? 0;
  return byte === MINUS || (byte >= ZERO && byte <= NINE) ? first : -1;
}

function skipBlanks(json: Buffer, from: number): number {
  let at = from;
  while (json[at] === 0x20 || json[at] === 0x0a || json[at] === 0x0d || json[at] === 0x09) at += 1;
  return at;
}
