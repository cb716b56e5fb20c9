import { brotliCompressSync, gzipSync } from "node:zlib";
import { parquetWriteBuffer, type SchemaElement } from "hyparquet-writer";

/** A row as it is written: ids and metadata of any kind, to be refused. */
export interface SourceRecord {
  readonly id: unknown;
  readonly values?: readonly number[] | undefined;
  readonly sparse_values?: { readonly indices: readonly number[]; readonly values: readonly number[] };
  readonly metadata?: string | undefined;
}

type Codec = "UNCOMPRESSED" | "SNAPPY" | "GZIP" | "BROTLI";

const compressors = {
  GZIP: (bytes: Uint8Array) => new Uint8Array(gzipSync(bytes)),
  BROTLI: (bytes: Uint8Array) => new Uint8Array(brotliCompressSync(bytes)),
};

/** Elements of a list column, as Parquet nests them. */
const list = (name: string, element: object): SchemaElement[] =>
  [
    { name, repetition_type: "OPTIONAL", num_children: 1, converted_type: "LIST" },
    { name: "list", repetition_type: "REPEATED", num_children: 1 },
    { name: "element", repetition_type: "OPTIONAL", ...element },
  ] as SchemaElement[];

const text = (name: string): SchemaElement => ({
  name,
  type: "BYTE_ARRAY",
  converted_type: "UTF8",
  repetition_type: "OPTIONAL",
});

const COLUMNS: Record<string, SchemaElement[]> = {
  id: [text("id")],
  values: list("values", { type: "FLOAT" }),
  sparse_values: [
    { name: "sparse_values", repetition_type: "OPTIONAL", num_children: 2 },
    ...list("indices", { type: "INT64" }),
    ...list("values", { type: "FLOAT" }),
  ],
  metadata: [text("metadata")],
  note: [text("note")],
};

/** A Parquet file with the columns that are named. */
export function parquet(records: readonly SourceRecord[], columns: readonly string[], codec: Codec = "SNAPPY"): Buffer {
  const columnData = columns.map((name) => ({
    name,
    data: records.map((record) => jsonFor(name, record[name as keyof SourceRecord])),
  }));
  const schema: SchemaElement[] = [
    { name: "root", num_children: columns.length },
    ...columns.flatMap((name) => COLUMNS[name] ?? []),
  ];
  return Buffer.from(parquetWriteBuffer({ columnData, schema, codec, compressors }));
}

/** INT64 columns are written from bigints. */
function jsonFor(name: string, value: unknown): unknown {
  if (name !== "sparse_values" || value === undefined) return value ?? null;
  const { indices, values } = value as NonNullable<SourceRecord["sparse_values"]>;
  return { indices: indices.map(BigInt), values };
}
