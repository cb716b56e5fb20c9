/** In place of a -0 until the text is made; it can't be a value of anything else but by intent. */
const MARK = "\u0000-0";
const MARKED = JSON.stringify(MARK);

/** Values that keep the sign of a zero when `jsonText` writes them: JSON has -0, and JSON.stringify makes it 0. */
export function signedZeros(values: Float32Array): number[] {
  const numbers = Array.from(values);
  if (!values.includes(0) || !numbers.some((each) => Object.is(each, -0))) return numbers;
  const marked = numbers.map((each) => (Object.is(each, -0) ? MARK : each));
  return Object.defineProperty(numbers, "toJSON", { value: () => marked });
}

/** An answer's text. */
export function jsonText(body: unknown): string {
  const text = JSON.stringify(body);
  return text.includes(MARKED) ? text.replaceAll(MARKED, "-0") : text;
}
