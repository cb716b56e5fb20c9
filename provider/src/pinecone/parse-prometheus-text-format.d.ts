/** parse-prometheus-text-format 1.1.1 comes without types. What is used of it, as read in its source. */
declare module "parse-prometheus-text-format" {
  /** A sample: numbers are texts. Histograms and summaries have other fields, and are not read here. */
  interface Sample {
    readonly value?: string;
    readonly labels?: Readonly<Record<string, string>>;
  }

  interface Family {
    readonly name: string;
    /** Upper case: COUNTER, GAUGE, HISTOGRAM, SUMMARY, UNTYPED. */
    readonly type: string;
    readonly metrics: readonly Sample[];
  }

  /** Throws on a line that isn't of the format. The last line must end with a line feed, or it is lost. */
  function parsePrometheusTextFormat(text: string): Family[];
  export = parsePrometheusTextFormat;
}
