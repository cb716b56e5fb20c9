import { formatDuration } from "../../util/format";

const DAY_MS = 24 * 60 * 60_000;

/** "2026-11-20 09:02 UTC, 3 days before this review"; undefined when it is no time. */
export function when(iso: string, now: number): string | undefined {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return undefined;
  return `${minuteOf(at)}, ${age(now - at)} before this review`;
}

/** "2026-11-20 09:02 UTC". */
export function minuteOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function age(ms: number): string {
  const days = Math.floor(ms / DAY_MS);
  return days >= 2 ? `${days} days` : formatDuration(Math.max(0, ms));
}
