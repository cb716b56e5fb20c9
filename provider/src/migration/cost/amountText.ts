import { isExact, type Range } from "./range";

/** Made once: a break-even asks for many a text. */
const WHOLE = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** A number for people: three digits that count below a hundred, whole and with commas above. */
export function amount(value: number): string {
  if (value >= 100) return WHOLE.format(Math.round(value));
  return String(Number(value.toPrecision(3)));
}

/** "1.79", or "1.54 to 2.04". */
export function amounts(range: Range): string {
  const low = amount(range.low);
  const high = amount(range.high);
  return isExact(range) || low === high ? low : `${low} to ${high}`;
}

/** A price as it is published: "$0.111", "$336.42", "$16 to 18". */
export function rate({ low, high }: Range): string {
  return low === high ? `$${digits(low)}` : `$${digits(low)} to ${digits(high)}`;
}

function digits(value: number): string {
  const short = String(Number(value.toFixed(6)));
  return /\.\d$/.test(short) ? `${short}0` : short;
}
