/** Characters a line in average, above which code was written by a tool. */
const LONGEST_AVERAGE = 500;
/** Shorter files aren't worth the question. */
const SHORTEST_MINIFIED = 10_000;

/**
 * Whether bytes have the vendor's name in them, in any case: what hasn't is no client of it. Each byte is taken as a
 * character, which is enough for that name.
 */
export function mentionsPinecone(bytes: Buffer): boolean {
  return /pinecone/i.test(bytes.toString("latin1"));
}

/** Code that a bundler wrote: nobody mends it, and its source is elsewhere. */
export function isMinified(text: string): boolean {
  if (text.length < SHORTEST_MINIFIED) return false;
  let lines = 1;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) lines += 1;
  return text.length / lines > LONGEST_AVERAGE;
}
