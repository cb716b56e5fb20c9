/** Left out of a recorded preview: the provider's own text, places in the program's source, times, the graph. */
const DROPPED = new Set([
  "__provider",
  "sourcePosition",
  "stackTrace",
  "created",
  "modified",
  "provider",
  "propertyDependencies",
  "dependencies",
  "detailedDiff",
  "duration",
]);

/** The first time that is seen; each later one is a minute later than the one before. */
const EPOCH = Date.parse("2026-11-20T09:00:00.000Z");

/**
 * A recorded preview without what differs from run to run: hosts, ports, ids and times are numbered in their own order,
 * folders get the names given.
 */
export function normalised(preview: unknown, folders: Readonly<Record<string, string>>): unknown {
  const text = Object.entries(folders).reduce(
    (each, [folder, name]) => each.replaceAll(folder, name),
    JSON.stringify(withoutDropped(preview)),
  );
  const hosts = numbered(text, /http:\/\/127\.0\.0\.1:\d+/g, (n) => `http://host-${n}.test`);
  const ids = numbered(hosts, /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, (n) => uuid(n));
  return JSON.parse(timed(ids));
}

function withoutDropped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDropped);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !DROPPED.has(key))
      .map(([key, each]) => [key, withoutDropped(each)]),
  );
}

function numbered(text: string, pattern: RegExp, name: (n: number) => string): string {
  const known = new Map<string, string>();
  return text.replace(pattern, (found) => {
    const named = known.get(found) ?? name(known.size + 1);
    known.set(found, named);
    return named;
  });
}

function uuid(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
}

/** Times as text and as milliseconds, in their order. */
function timed(text: string): string {
  const iso = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;
  const ms = /(?<=:)1[78]\d{11}(?=[,}\]])/g;
  const times = [...text.matchAll(iso)].map(([each]) => Date.parse(each));
  const numbers = [...text.matchAll(ms)].map(([each]) => Number(each));
  const order = [...new Set([...times, ...numbers])].sort((a, b) => a - b);
  const place = (time: number) => EPOCH + order.indexOf(time) * 60_000;
  return text
    .replace(iso, (each) => new Date(place(Date.parse(each))).toISOString())
    .replace(ms, (each) => String(place(Number(each))));
}
