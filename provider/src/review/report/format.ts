import type { Dollars } from "../../migration/cost/costEstimate";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** 1764104000000 -> "25 Nov 2025, 20:53 UTC". */
export function formatInstant(ms: number): string {
  return `${formatDay(ms)}, ${formatTime(ms)} UTC`;
}

/** 1764104000000 -> "25 Nov 2025", in UTC. */
export function formatDay(ms: number): string {
  const at = new Date(ms);
  return `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()}`;
}

/** 1764104000000 -> "20:53", in UTC. */
export function formatTime(ms: number): string {
  return new Date(ms).toISOString().slice(11, 16);
}

/** 1764104000000 -> "20:53:20", in UTC. */
export function formatSeconds(ms: number): string {
  return new Date(ms).toISOString().slice(11, 19);
}

/** "4 s", "11 min", "2 h 5 min", "3 d 4 h". */
export function formatSpan(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (ms < 90_000) return `${Math.round(ms / 1000)} s`;
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return pair(hours, "h", minutes % 60, "min");
  return pair(Math.floor(hours / 24), "d", hours % 24, "h");
}

function pair(large: number, unit: string, small: number, smaller: string): string {
  return small === 0 ? `${large} ${unit}` : `${large} ${unit} ${small} ${smaller}`;
}

/** "$1,204", "$4.20"; cents where they say something. */
export function formatDollars(dollars: number): string {
  const digits = Math.abs(dollars) < 100 && !Number.isInteger(dollars) ? 2 : 0;
  return `$${dollars.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
}

/** "$120" or "$120 – $340". */
export function formatMoney({ low, high }: Dollars): string {
  const [a, b] = [formatDollars(low), formatDollars(high)];
  return a === b ? a : `${a} – ${b}`;
}

/** 0.998 -> "99.8 %"; never rounded up to 100 %. */
export function formatShare(share: number): string {
  const percent = Math.floor(share * 1000) / 10;
  return `${percent === 100 ? "100" : percent.toFixed(1)} %`;
}

/** "7.3/s", "0.04/s", "0/s". */
export function formatRate(perSecond: number): string {
  return `${perSecond >= 100 ? Math.round(perSecond).toLocaleString("en-US") : Number(perSecond.toPrecision(2))}/s`;
}

/** Bytes as people say them, decimal: "9.1 GB". */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${Number((bytes / 1000 ** power).toPrecision(3))} ${units[power]}`;
}

/** A namespace as people see it. */
export function formatNamespace(namespace: string): string {
  return namespace === "" ? "(default)" : namespace;
}
