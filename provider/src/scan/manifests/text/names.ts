/** The last part of a path with forward slashes. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Matches files by their whole name, wherever they are. */
export function named(...names: readonly string[]): (path: string) => boolean {
  return (path) => names.includes(fileName(path));
}

/**
 * Whether a text can be about Pinecone at all: looked at before anything is parsed, since lockfiles have megabytes. .NET's
 * names of packages have no case.
 */
export function mentionsPinecone(text: string): boolean {
  return /pinecone/i.test(text);
}
