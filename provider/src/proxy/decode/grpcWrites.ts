import type { LoggedSparse } from "../../writeLog/entry";
import type { WriteOperation } from "../routes";
import {
  type DecodedWrite,
  deleteNamespaceOf,
  deleteOf,
  refuseTooMany,
  type SentRecord,
  updateOf,
  upsertOf,
} from "./bodies";
import { readStruct } from "./struct";
import { type Floats, joined, readMessage, type Wire } from "./wire";

/**
 * The message of a gRPC write as the log needs it. Field numbers: db_data_2026-04.proto. What it doesn't have is refused.
 *
 * @throws Refused
 */
export function decodeGrpc(operation: WriteOperation, message: Buffer): DecodedWrite {
  switch (operation) {
    case "upsert":
      return upsert(message);
    case "update":
      return update(message);
    case "delete":
      return remove(message);
    case "delete_namespace":
      return deleteNamespace(message);
  }
}

function upsert(message: Buffer): DecodedWrite {
  const records: SentRecord[] = [];
  let namespace = "";
  readMessage(
    message,
    "an upsert",
    { 2: (wire) => (namespace = wire.text()) },
    {
      1: (wire) => {
        records.push(vector(wire.message()));
        refuseTooMany(records.length);
      },
    },
  );
  return upsertOf(namespace, records);
}

function vector(message: Buffer): SentRecord {
  const record = new Parts();
  readMessage(
    message,
    "a vector",
    {
      1: (wire) => record.id(wire),
      3: (wire) => record.metadata(wire),
      4: (wire) => record.sparse(wire),
    },
    { 2: (wire) => record.values(wire) },
  );
  return record.sent();
}

function update(message: Buffer): DecodedWrite {
  const record = new Parts();
  let namespace = "";
  let filter: object | undefined;
  let dryRun = false;
  readMessage(
    message,
    "an update",
    {
      1: (wire) => record.id(wire),
      3: (wire) => record.metadata(wire),
      4: (wire) => (namespace = wire.text()),
      5: (wire) => record.sparse(wire),
      6: (wire) => (filter = readStruct(wire.message())),
      7: (wire) => (dryRun = wire.flag()),
    },
    { 2: (wire) => record.values(wire) },
  );
  return updateOf(namespace, { ...record.sent(), filter, dryRun });
}

function remove(message: Buffer): DecodedWrite {
  const ids: string[] = [];
  let namespace = "";
  let deleteAll = false;
  let filter: object | undefined;
  readMessage(
    message,
    "a delete",
    {
      2: (wire) => (deleteAll = wire.flag()),
      3: (wire) => (namespace = wire.text()),
      4: (wire) => (filter = readStruct(wire.message())),
    },
    {
      1: (wire) => {
        ids.push(wire.text());
        refuseTooMany(ids.length);
      },
    },
  );
  return deleteOf(namespace, { ids, deleteAll, filter });
}

function deleteNamespace(message: Buffer): DecodedWrite {
  let namespace = "";
  readMessage(message, "a delete of a namespace", { 1: (wire) => (namespace = wire.text()) });
  return deleteNamespaceOf(namespace);
}

/** A record's fields as they come. */
class Parts {
  readonly #values: Floats[] = [];
  #id: string | undefined;
  #sparse: LoggedSparse | undefined;
  #metadata: object | undefined;

  /** An empty text can't be told from none. */
  id(wire: Wire): void {
    this.#id = wire.text() || undefined;
  }

  values(wire: Wire): void {
    wire.floats(this.#values);
  }

  metadata(wire: Wire): void {
    this.#metadata = readStruct(wire.message());
  }

  sparse(wire: Wire): void {
    const indices: number[] = [];
    const values: Floats[] = [];
    readMessage(
      wire.message(),
      "sparse values",
      {},
      {
        1: (inner) => inner.integers(indices),
        2: (inner) => inner.floats(values),
      },
    );
    this.#sparse = { indices, values: Array.from(joined(values) ?? []) };
  }

  sent(): SentRecord {
    const values = joined(this.#values);
    return {
      id: this.#id,
      values: values === undefined || values.length === 0 ? undefined : values,
      sparse: this.#sparse,
      metadata: this.#metadata,
    };
  }
}
