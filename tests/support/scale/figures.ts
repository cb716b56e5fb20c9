/** A whole number with commas. */
export function count(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

/** Two digits that count: what a simulation is good for. */
export function significant(value: number): string {
  const rounded = Number(value.toPrecision(2));
  return rounded.toLocaleString("en-US", { maximumFractionDigits: 2 });
}

export function hours(value: number): string {
  return significant(value);
}

export function dollars(value: number): string {
  return `$${value < 0.01 ? "0.00" : significant(value)}`;
}

/** From all new to all replaced. */
export function range({ low, high }: { low: number; high: number }): string {
  return `${dollars(low)} to ${dollars(high)}`;
}

export function times(value: number): string {
  return `${Math.round(value * 20) * 5} %`;
}
