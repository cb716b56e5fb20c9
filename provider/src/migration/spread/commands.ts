import { PodshiftError } from "../../errors";
import type { EntryPlace } from "./job";
import type { Route } from "./route";

/** What the driver of a distributed catch-up asks of its leader. */
export type Command =
  /** Which of these bulk entries are resolved already? Asks nothing of the index. */
  | { readonly do: "peek"; readonly entries: readonly EntryPlace[] }
  /** Begins a range, before any of its parts is applied. */
  | { readonly do: "range"; readonly range: number; readonly until: EntryPlace | null }
  /** Turns the bulk entry that ends the last range into ids. */
  | { readonly do: "resolve"; readonly entries: readonly EntryPlace[] }
  /** Decides, before the first range, which namespaces go by bulk import. */
  | ({ readonly do: "route" } & Route)
  | { readonly do: "import"; readonly uri: string; readonly namespaces: readonly string[] }
  | {
      readonly do: "finish";
      readonly ranges: readonly { readonly range: number; readonly parts: number }[];
      /** Entries that were folded, for people. */
      readonly entries: number;
    };

/** @throws SPREAD_INPUT_BROKEN */
export function readCommand(line: string): Command {
  const read = parsed(line);
  switch (read.do) {
    case "peek":
    case "resolve":
      return { do: read.do, entries: list(read.entries, line).map((each) => entryPlace(each, line)) };
    case "range":
      return {
        do: "range",
        range: whole(read.range, line),
        until: read.until === null || read.until === undefined ? null : entryPlace(read.until, line),
      };
    case "route":
      return { do: "route", ...routeIn(read, line) };
    case "import": {
      const namespaces = list(read.namespaces, line).map((each) => text(each, line));
      return { do: "import", uri: text(read.uri, line), namespaces };
    }
    case "finish":
      return {
        do: "finish",
        ranges: list(read.ranges, line).map((each) => {
          const { range, parts } = object(each, line);
          return { range: whole(range, line), parts: whole(parts, line) };
        }),
        entries: read.entries === undefined ? 0 : whole(read.entries, line),
      };
    default:
      throw unknown(line);
  }
}

function routeIn(read: Record<string, unknown>, line: string): Route {
  const { uri, records } = read;
  return {
    namespaces: list(read.namespaces, line).map((each) => text(each, line)),
    ...(uri === undefined ? {} : { uri: text(uri, line) }),
    ...(records === undefined ? {} : { records: whole(records, line) }),
  };
}

function parsed(line: string): Record<string, unknown> {
  try {
    return object(JSON.parse(line), line);
  } catch (error) {
    if (error instanceof PodshiftError) throw error;
    throw unknown(line);
  }
}

function entryPlace(value: unknown, line: string): EntryPlace {
  const read = object(value, line);
  return { w: text(read.w, line), segment: whole(read.segment, line), line: whole(read.line, line) };
}

function object(value: unknown, line: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw unknown(line);
}

function list(value: unknown, line: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw unknown(line);
}

function text(value: unknown, line: string): string {
  if (typeof value === "string") return value;
  throw unknown(line);
}

function whole(value: unknown, line: string): number {
  if (Number.isSafeInteger(value) && Number(value) >= 0) return Number(value);
  throw unknown(line);
}

function unknown(line: string): PodshiftError {
  return new PodshiftError("SPREAD_INPUT_BROKEN", `no command that the leader knows: ${line.slice(0, 200)}`, {
    next: "docs/commands/spread.md has them all",
  });
}
