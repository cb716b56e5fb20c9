import type { Edit } from "../finding";

/**
 * Chooses corrections that don't get in each other's way: each with all of its edits, or not at all. Of two that do,
 * the first in order is made; edits that are wholly the same are made once.
 */
export function chosenEdits(text: string, corrections: readonly (readonly Edit[])[]): Edit[] {
  const chosen: Edit[] = [];
  for (const edits of corrections) {
    if (!areSound(text, edits)) continue;
    const free = edits.every((each) => chosen.every((other) => same(each, other) || apart(each, other)));
    if (free) chosen.push(...edits.filter((each) => !chosen.some((other) => same(each, other))));
  }
  return chosen;
}

/** Whether edits lie in the text and in none of each other, and change it. */
export function areSound(text: string, edits: readonly Edit[]): boolean {
  const within = edits.every(({ start, end }) => 0 <= start && start <= end && end <= text.length);
  const free = edits.every((each, at) => edits.slice(at + 1).every((other) => apart(each, other)));
  return within && free && edits.some(({ start, end, text: by }) => text.slice(start, end) !== by);
}

/** Makes edits that don't overlap. */
export function applied(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const edit of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    parts.push(text.slice(at, edit.start), edit.text);
    at = edit.end;
  }
  return parts.join("") + text.slice(at);
}

/** Two that meet in one point are apart, unless both insert there: their order would be arbitrary. */
function apart(a: Edit, b: Edit): boolean {
  if (a.start === a.end && b.start === b.end) return a.start !== b.start;
  return a.end <= b.start || a.start >= b.end;
}

function same(a: Edit, b: Edit): boolean {
  return a.start === b.start && a.end === b.end && a.text === b.text;
}
