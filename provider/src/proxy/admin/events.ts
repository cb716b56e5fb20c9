/** Facts of an event: short, printable, and never a key, an id, a namespace, or a part of a body. */
export type EventFacts = Readonly<Record<string, string | number | boolean>>;

export type EventName =
  | "ready"
  | "gate"
  | "switched"
  | "refused"
  | "failed"
  | "request"
  | "certificate"
  | "connection-error"
  | "stopping"
  | "stopped";

/** Takes one event: a line of the log. */
export type Emit = (event: EventName, facts?: EventFacts) => void;

/** Events as JSON, one line each. */
export function jsonLines(write: (line: string) => void, now: () => number): Emit {
  return (event, facts = {}) => write(JSON.stringify({ at: new Date(now()).toISOString(), event, ...facts }));
}

/**
 * Hostile or broken clients must not fill the disk: of each kind so many lines a second are told, and then how many more
 * there were.
 */
export function sparing(emit: Emit, now: () => number, most = 20): Emit {
  const seconds = new Map<EventName, { second: number; told: number; kept: number }>();
  return (event, facts) => {
    if (event !== "refused" && event !== "failed" && event !== "connection-error") return emit(event, facts);
    const second = Math.floor(now() / 1000);
    const seen = seconds.get(event);
    if (seen === undefined || seen.second !== second) {
      if (seen !== undefined && seen.kept > 0) emit(event, { more: seen.kept });
      seconds.set(event, { second, told: 1, kept: 0 });
      return emit(event, facts);
    }
    seen.told += 1;
    if (seen.told > most) seen.kept += 1;
    else emit(event, facts);
  };
}
