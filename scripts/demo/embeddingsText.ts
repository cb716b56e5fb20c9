/** One word and its vector, as they stand in the text. */
export interface WordVector {
  readonly word: string;
  readonly values: readonly number[];
  /** Place of the word in the list of words, which is ordered by how often a word is used. */
  readonly rank: number;
}

/** The text is not laid out as expected: another version of the package, or a file that is cut off. */
export class EmbeddingsFormatError extends Error {}

const WORDS = '"words":[';
const VECTORS = '],"vectors":{';
/** `"word":[numbers]` and what follows it, so that an entry is read whole or not at all; a quote in a word is escaped. */
const ENTRY = /"((?:[^"\\]|\\.)*)":\[([^\]]*)\](?:,|(?=\}))/y;

/**
 * Reads the package's one JSON text piece by piece: all of it at once would take gigabytes.
 * Gives the list of words first, then one vector after the other in the order of the text.
 *
 * @param pieces the text, cut anywhere
 * @throws EmbeddingsFormatError
 */
export async function* readEmbeddings(
  pieces: AsyncIterable<string>,
): AsyncGenerator<{ words: string[] } | { vector: WordVector }> {
  let text = "";
  let inVectors = false;
  for await (const piece of pieces) {
    text += piece;
    if (!inVectors) {
      const end = text.indexOf(VECTORS);
      if (end < 0) continue;
      yield { words: wordsOf(text, end) };
      text = text.slice(end + VECTORS.length);
      inVectors = true;
    }
    ENTRY.lastIndex = 0;
    let read = 0;
    for (let entry = ENTRY.exec(text); entry !== null; entry = ENTRY.exec(text)) {
      read = ENTRY.lastIndex;
      yield { vector: vectorOf(entry[1] ?? "", entry[2] ?? "") };
    }
    text = text.slice(read);
  }
  if (!inVectors || !text.startsWith("}"))
    throw new EmbeddingsFormatError("the word vectors end where they should not");
}

function wordsOf(text: string, end: number): string[] {
  const start = text.indexOf(WORDS);
  if (start < 0 || start > end) throw new EmbeddingsFormatError("the word vectors have no list of words");
  return JSON.parse(text.slice(start + WORDS.length - 1, end + 1)) as string[];
}

/** After the values stand the vector's length and the word's place. */
function vectorOf(key: string, list: string): WordVector {
  const numbers = JSON.parse(`[${list}]`) as number[];
  const rank = numbers.at(-1);
  if (rank === undefined) throw new EmbeddingsFormatError(`the vector of ${key} is empty`);
  return { word: JSON.parse(`"${key}"`) as string, values: numbers.slice(0, -2), rank };
}
