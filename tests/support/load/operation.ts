/** What the load writes, and what a write makes of a record: the judge's own idea of the service. */

export type Metadata = Readonly<Record<string, string | number>>;

/** A record's content; undefined where there is none. */
export interface Content {
  readonly values: readonly number[];
  readonly metadata: Metadata;
}

export interface UpsertedRecord extends Content {
  readonly id: string;
}

export type Operation =
  | { readonly op: "upsert"; readonly ns: string; readonly records: readonly UpsertedRecord[] }
  | {
      readonly op: "update";
      readonly ns: string;
      readonly id: string;
      readonly values?: readonly number[];
      readonly metadata?: Metadata;
    }
  | { readonly op: "delete"; readonly ns: string; readonly ids: readonly string[] }
  /** All records whose `group` is this. */
  | { readonly op: "deleteByFilter"; readonly ns: string; readonly group: string }
  | { readonly op: "deleteAll"; readonly ns: string };

export const DIMENSION = 4;

/** Values that only this write has. */
export function valuesOf(seed: number): number[] {
  return Array.from({ length: DIMENSION }, (_, at) => Math.fround(Math.sin(seed * DIMENSION + at + 1)));
}

/** The record after the operation. */
export function applied(operation: Operation, id: string, before: Content | undefined): Content | undefined {
  switch (operation.op) {
    case "upsert": {
      const record = operation.records.findLast((each) => each.id === id);
      return record === undefined ? before : { values: record.values, metadata: record.metadata };
    }
    case "update":
      if (operation.id !== id || before === undefined) return before;
      return {
        values: operation.values ?? before.values,
        metadata: { ...before.metadata, ...operation.metadata },
      };
    case "delete":
      return operation.ids.includes(id) ? undefined : before;
    case "deleteByFilter":
      return before?.metadata.group === operation.group ? undefined : before;
    case "deleteAll":
      return undefined;
  }
}

/** Ids that an operation names by itself. */
export function namedIds(operation: Operation): readonly string[] {
  switch (operation.op) {
    case "upsert":
      return operation.records.map(({ id }) => id);
    case "update":
      return [operation.id];
    case "delete":
      return operation.ids;
    default:
      return [];
  }
}

export function isBulk({ op }: Operation): boolean {
  return op === "deleteByFilter" || op === "deleteAll";
}

/** One text for one content: values as float32, metadata in the order of its keys. */
export function contentKey(content: Content | undefined): string {
  if (content === undefined) return "absent";
  const metadata = Object.entries(content.metadata).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([content.values.map(Math.fround), metadata]);
}
