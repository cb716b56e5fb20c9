/** Where a value stands: `indexes[0].spec`. */
type Note = (path: string) => void;

/**
 * Decodes a JSON value and tells which of its fields were not looked at: the client doesn't know them. A value that is taken
 * over as it is (tags, metadata) counts as known with all that is in it.
 */
export function decodeNotingUnknown(
  json: unknown,
  decode: (json: unknown) => unknown,
): { value: unknown; unknown: string[] } {
  const unread: string[] = [];
  const checks: (() => void)[] = [];
  const decoded = decode(watched(json, "", checks, (path) => unread.push(path)));
  for (const check of checks) check();
  // Plain values again, dates as texts: what is left out was undefined.
  return { value: decoded === undefined ? undefined : JSON.parse(JSON.stringify(decoded)), unknown: unread };
}

function watched(json: unknown, path: string, checks: (() => void)[], note: Note): unknown {
  if (typeof json !== "object" || json === null) return json;
  const read = new Set<string>();
  checks.push(() => {
    const names = Object.keys(json);
    if (![...read].some((name) => !(name in Object.prototype) && !(name in Array.prototype))) return;
    for (const name of names) if (!read.has(name)) note(join(path, name, Array.isArray(json)));
  });
  const children = new Map<string, unknown>();
  return new Proxy(json, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver);
      if (typeof name === "symbol") return value;
      read.add(name);
      if (!Object.hasOwn(target, name)) return value;
      if (!children.has(name)) children.set(name, watched(value, join(path, name, Array.isArray(json)), checks, note));
      return children.get(name);
    },
  });
}

function join(path: string, name: string, inArray: boolean): string {
  if (inArray) return `${path}[${name}]`;
  return path === "" ? name : `${path}.${name}`;
}
