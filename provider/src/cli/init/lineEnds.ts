/** What a program of Windows may have put before the first character. */
export const MARK = "\uFEFF";

/** Lines as they are to stand in a text: with the line ends that it has already. */
export function withLineEndsOf(text: string, lines: string): string {
  return /\r\n/.test(text) ? lines.replace(/\r?\n/g, "\r\n") : lines;
}
