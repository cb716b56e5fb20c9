/** A JSON string that stands in a file: what it says, and where each character of that stands. */
export class JsonString {
  readonly value: string;
  /** For each UTF-16 unit of the value its offset in the file, and behind the last that of the closing quote; undefined where nothing is escaped. */
  private readonly places: readonly number[] | undefined;

  /** @param start offset of the opening quote; `end` is behind the closing one */
  constructor(
    file: string,
    readonly start: number,
    readonly end: number,
  ) {
    const raw = file.slice(start + 1, end - 1);
    if (!raw.includes("\\")) {
      this.value = raw;
      return;
    }
    const places: number[] = [];
    let value = "";
    for (let at = 0; at < raw.length; ) {
      const length = raw[at] !== "\\" ? 1 : raw[at + 1] === "u" ? 6 : 2;
      value += length === 1 ? raw[at] : (JSON.parse(`"${raw.slice(at, at + length)}"`) as string);
      places.push(start + 1 + at);
      at += length;
    }
    places.push(end - 1);
    this.value = value;
    this.places = places;
  }

  /** Where a character of the value stands in the file. */
  placeOf(at: number): number {
    return this.places === undefined ? this.start + 1 + at : (this.places[at] ?? this.end - 1);
  }
}

/** A text as it stands between a JSON string's quotes. */
export function jsonEscaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
