/** The hidden line by which a stack's comment is found again; no name can end it early. */
export function markerOf(stack: string): string {
  // Two dashes in a row are what ends a comment in HTML.
  return `<!-- podshift:review stack=${encodeURIComponent(stack.replace(/\p{Cs}/gu, "\uFFFD")).replaceAll("--", "-%2D")} -->`;
}
