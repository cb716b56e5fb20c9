/**
 * Of an answer's `pagination.next`: the token of the page that follows; undefined when this was the last.
 *
 * @param asked the token by which this page was asked for. One that leads to itself would be followed for ever
 * @param refuse what is thrown for what leads nowhere: to take the page for the last would lose those behind it
 */
export function nextToken(next: unknown, asked: string | undefined, refuse: () => Error): string | undefined {
  if (next === undefined || next === null || next === "") return undefined;
  if (typeof next !== "string" || next === asked) throw refuse();
  return next;
}
