/** Nothing is measured: nothing has to be set up. */
export function withoutMeasuring(words) {
  return ["--list", "--page", "--help"].some((option) => words.includes(option));
}
