/**
 * Cuts a lockfile of TOML into its packages, and gives those that name Pinecone. Tools write these files, each
 * package's header on its own line; parsing all of a file of several megabytes would take seconds.
 */
export function* packagesNamingPinecone(text: string): Generator<{ readonly start: number; readonly text: string }> {
  const header = /^\[\[packages?\]\]/gm;
  for (let match = header.exec(text); match !== null; ) {
    const start = match.index;
    match = header.exec(text);
    const part = text.slice(start, match?.index ?? text.length);
    if (part.includes("pinecone")) yield { start, text: part };
  }
}
