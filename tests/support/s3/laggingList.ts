/** When objects came and went, as seen by who forwards all requests. */
export class SeenObjects {
  readonly #made = new Map<string, number>();

  constructor(readonly now: () => number) {}

  /** An object was written, for all that is known. Written again it is no younger: listings hold names. */
  written(key: string): void {
    if (!this.#made.has(key)) this.#made.set(key, this.now());
  }

  removed(key: string): void {
    this.#made.delete(key);
  }

  /** A ListObjectsV2 answer as it was so many milliseconds ago: what is younger is left out of it. */
  listedBefore(xml: string, lagMs: number): string {
    if (lagMs <= 0) return xml;
    const isYoung = (key: string) => this.now() - (this.#made.get(key) ?? 0) < lagMs;
    const isEmptyThen = (prefix: string) => {
      const below = [...this.#made.keys()].filter((key) => key.startsWith(prefix));
      return below.length > 0 && below.every(isYoung);
    };
    return xml
      .replace(/<Contents>.*?<\/Contents>/gs, (each) => (isYoung(textOf(each, "Key")) ? "" : each))
      .replace(/<CommonPrefixes>.*?<\/CommonPrefixes>/gs, (each) => (isEmptyThen(textOf(each, "Prefix")) ? "" : each))
      .replace(/<KeyCount>\d+<\/KeyCount>/, "");
  }
}

function textOf(xml: string, tag: string): string {
  const raw = new RegExp(`<${tag}>(.*?)</${tag}>`, "s").exec(xml)?.[1] ?? "";
  const text = raw.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
  return xml.includes("%2F") ? decodeURIComponent(text) : text;
}
