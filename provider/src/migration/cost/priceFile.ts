import * as v from "valibot";
import { parseDocument } from "yaml";
import { PodshiftError } from "../../errors";
import { PRICE_KEYS, PRICES, type Price, type PriceTable } from "./prices";

const NO_MAPPING = "must be a mapping with the keys date and prices";
const dollars = v.pipe(v.number("must be a number"), v.finite("must be finite"), v.minValue(0, "must not be negative"));
const span = v.pipe(
  v.strictObject({ low: dollars, high: dollars }, "must be a number, or { low, high }"),
  v.check(({ low, high }) => low <= high, "low is above high"),
);
const price = v.union([dollars, span]);
const fileSchema = v.strictObject({
  date: v.optional(v.pipe(v.string(), v.isoDate("must be a day, such as 2026-11-23"))),
  prices: v.optional(v.record(v.string(), v.unknown()), {}),
});

/**
 * Lays a file of prices over a table: its numbers replace those of the table, and count as confirmed by the user.
 *
 * @param text YAML or JSON: `date`, and `prices` by key (PRICE_KEYS), each a number or `{low, high}`
 * @param name of the file, for messages and as the source of the prices
 * @throws PodshiftError CONFIG_INVALID naming every problem of the file
 */
export function parsePrices(text: string, name: string, base: PriceTable = PRICES): PriceTable {
  const document = parseDocument(text, { prettyErrors: true });
  if (document.errors.length > 0)
    throw invalid(
      name,
      document.errors.map((error) => error.message.split("\n")[0] ?? ""),
    );
  const content: unknown = document.toJS() ?? {};
  if (typeof content !== "object" || Array.isArray(content)) throw invalid(name, [NO_MAPPING]);
  const parsed = v.safeParse(fileSchema, content);
  const given = parsed.success ? parsed.output.prices : pricesOf(content);
  const entries = Object.entries(given);
  const problems = [
    ...(parsed.issues ?? []).map(problemOf),
    ...entries.flatMap(([key, value]) => problemsOf(key, value)),
  ];
  if (!parsed.success || problems.length > 0) throw invalid(name, problems);
  const { date } = parsed.output;
  const own = entries.map(([key, value]): [string, Price] => [key, confirmedBy(name, v.parse(price, value))]);
  return { date: date ?? base.date, prices: { ...base.prices, ...Object.fromEntries(own) } };
}

function confirmedBy(name: string, value: v.InferOutput<typeof price>): Price {
  const { low, high } = typeof value === "number" ? { low: value, high: value } : value;
  return { low, high, source: `from ${name}`, confirmed: true };
}

/** The prices of a file of which something else is wrong: their problems are told with the others. */
function pricesOf(content: object | null): object {
  const { prices } = (content ?? {}) as { readonly prices?: unknown };
  return typeof prices === "object" && prices !== null && !Array.isArray(prices) ? prices : {};
}

function problemsOf(key: string, value: unknown): string[] {
  if (!PRICE_KEYS.some(({ pattern }) => pattern.test(key))) {
    return [`prices."${key}": unknown price; known: ${PRICE_KEYS.map(({ form }) => form).join(", ")}`];
  }
  const parsed = v.safeParse(typeof value === "object" ? span : dollars, value);
  return parsed.success ? [] : parsed.issues.map((issue) => `prices."${key}": ${issue.message}`);
}

function problemOf(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue) ?? "";
  if (issue.type === "strict_object" && issue.expected === "never") return `${path}: unknown key; known: date, prices`;
  return `${path}: ${issue.message}`;
}

function invalid(name: string, problems: readonly string[]): PodshiftError {
  const lines = problems.map((problem) => `  ${problem}`);
  return new PodshiftError("CONFIG_INVALID", `${name} can't be read as prices:\n${lines.join("\n")}`, {
    facts: { file: name, problems: problems.length },
  });
}
