import { isObject } from "../validations/fields.js";
import type { FileBytes } from "./source.js";

/** One row of a file, its columns as plain JSON values. */
export type Row = Readonly<Record<string, unknown>>;

/** What an import reads; a file's other columns are ignored. */
const COLUMNS = ["id", "values", "sparse_values", "metadata"];
/** Rows that are decoded at once. */
const BATCH = 1_000;

export interface ParquetFile {
  readonly rowCount: number;
  /** Those of its columns that an import reads. */
  readonly columns: readonly string[];
  /** The rows in order, in batches. */
  batches(): AsyncGenerator<readonly Row[]>;
}

/** Opens a Parquet file, of any of the usual compressions. Rejects when it isn't one. */
export async function openParquet(file: FileBytes): Promise<ParquetFile> {
  // Loaded when the first import needs it: both are ES modules, and most emulators never import.
  const { parquetMetadataAsync, parquetReadObjects, parquetSchema } = await import("hyparquet");
  const { compressors } = await import("hyparquet-compressors");
  const metadata = await parquetMetadataAsync(file);
  const rowCount = Number(metadata.num_rows);
  const inFile = parquetSchema(metadata).children.map(({ element }) => element.name);
  const columns = COLUMNS.filter((name) => inFile.includes(name));
  async function* batches() {
    for (let rowStart = 0; rowStart < rowCount; rowStart += BATCH) {
      const rowEnd = Math.min(rowCount, rowStart + BATCH);
      const rows = await parquetReadObjects({ file, metadata, compressors, columns, rowStart, rowEnd });
      yield rows.map((row) => plain(row) as Row);
    }
  }
  return { rowCount, columns, batches };
}

/** Whole numbers come as bigint, lists as typed arrays at times. */
function plain(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
}
