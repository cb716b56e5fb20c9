import { plural } from "../../util/format";
import type { Entry } from "../../writeLog/entry";

/** Numbers of a vector that are shown. */
const SHOWN = 3;
/** Ids of one entry that are shown. */
const SHOWN_IDS = 5;

/** An entry on one line for people: vectors and long lists are shortened. Control characters stay escaped, as in JSON. */
export function formatEntry(entry: Entry, segment: number): string {
  const { t, n, w, e, op, ns } = entry;
  const time = `${timeOf(t)}+${n}`;
  return `${time} ${w}:${segment} epoch ${e} ${op} ${JSON.stringify(ns)} ${bodyOf(entry)}`.trimEnd();
}

/** Times beyond what a date can be are shown as they are. */
function timeOf(t: number): string {
  const date = new Date(t);
  return Number.isNaN(date.getTime()) ? String(t) : date.toISOString();
}

function bodyOf(entry: Entry): string {
  switch (entry.op) {
    case "upsert":
    case "update": {
      const { id, values, sparse, md } = entry;
      return [
        JSON.stringify(id),
        ...(values === undefined ? [] : [`values ${shortened(values)}`]),
        ...(sparse === undefined ? [] : [`sparse ${shortened(sparse.values)}`]),
        ...(md === undefined ? [] : [`metadata ${JSON.stringify(md)}`]),
      ].join(" ");
    }
    case "delete":
      return ids(entry.ids);
    case "deleteAll":
    case "deleteNamespace":
      return found(entry.found);
    case "deleteByFilter":
      return `${JSON.stringify(entry.filter)} ${found(entry.found)}`;
    case "updateByFilter":
      return `${JSON.stringify(entry.filter)} metadata ${JSON.stringify(entry.md)} ${found(entry.found)}`;
  }
}

function shortened(values: readonly number[] | Float32Array): string {
  const shown = Array.from(values.slice(0, SHOWN), (value) => String(Number(value.toPrecision(4))));
  return `[${[...shown, ...(values.length > SHOWN ? ["..."] : [])].join(", ")}] (${values.length})`;
}

function ids(all: readonly string[]): string {
  const shown = all.slice(0, SHOWN_IDS).map((id) => JSON.stringify(id));
  return [...shown, ...(all.length > SHOWN_IDS ? [`and ${plural(all.length - SHOWN_IDS, "more id")}`] : [])].join(" ");
}

function found(all: readonly string[] | undefined): string {
  return all === undefined ? "" : `found ${all.length}: ${ids(all)}`;
}
