export type MetadataValue = string | number | boolean | readonly string[];
export type Metadata = Readonly<Record<string, MetadataValue>>;

export interface SparseVector {
  readonly indices: Uint32Array;
  readonly values: Float32Array;
}

/** A record as it is handed in: `values` is empty in an index of sparse vectors. */
export interface NewRecord {
  readonly id: string;
  readonly values: ArrayLike<number>;
  readonly sparse: SparseVector | undefined;
  readonly metadata: Metadata | undefined;
}

/** What an update changes; absent parts stay. */
export interface RecordChange {
  readonly values?: ArrayLike<number> | undefined;
  readonly sparse?: SparseVector | undefined;
  readonly setMetadata?: Metadata | undefined;
}

const CHUNK_SHIFT = 10;
const CHUNK_ROWS = 1 << CHUNK_SHIFT;
const FIRST_ROWS = 16;

interface Chunk {
  values: Float32Array;
  /** Length of each row as a vector, for `cosine`. */
  norms: Float64Array;
  /** A copy of the table may read this chunk: it must be copied before it is written to. */
  shared: boolean;
}

/** Records that lie one after the other. */
export interface Rows {
  readonly firstSlot: number;
  /** Slots, used or not. */
  readonly count: number;
  /** Row after row, each of the table's dimension. */
  readonly values: Float32Array;
  /** Length of each row as a vector. */
  readonly norms: Float64Array;
}

/**
 * The records of one namespace. Values lie as float32 in chunks of 1,024 rows, which copies share until one of them writes;
 * metadata objects are never changed in place, so copies share them too.
 */
export class RecordTable {
  #slots = new Map<string, number>();
  #ids: (string | undefined)[] = [];
  #metadata: (Metadata | undefined)[] = [];
  #sparse: (SparseVector | undefined)[] = [];
  #chunks: Chunk[] = [];
  #free: number[] = [];
  #sorted: string[] | undefined;

  constructor(readonly dimension: number) {}

  get size(): number {
    return this.#slots.size;
  }

  has(id: string): boolean {
    return this.#slots.has(id);
  }

  slotOf(id: string): number | undefined {
    return this.#slots.get(id);
  }

  put(record: NewRecord): void {
    const slot = this.#slots.get(record.id) ?? this.#allocate(record.id);
    this.#write(slot, record.values);
    this.#sparse[slot] = record.sparse;
    this.#metadata[slot] = record.metadata;
  }

  /** Answers false when there is no such record: nothing happens then. */
  change(id: string, change: RecordChange): boolean {
    const slot = this.#slots.get(id);
    if (slot === undefined) return false;
    if (change.values !== undefined) this.#write(slot, change.values);
    if (change.sparse !== undefined) this.#sparse[slot] = change.sparse;
    if (change.setMetadata !== undefined) this.#metadata[slot] = { ...this.#metadata[slot], ...change.setMetadata };
    return true;
  }

  delete(id: string): boolean {
    const slot = this.#slots.get(id);
    if (slot === undefined) return false;
    this.#slots.delete(id);
    this.#ids[slot] = undefined;
    this.#metadata[slot] = undefined;
    this.#sparse[slot] = undefined;
    this.#free.push(slot);
    this.#sorted = undefined;
    return true;
  }

  clear(): void {
    this.#slots = new Map();
    this.#ids = [];
    this.#metadata = [];
    this.#sparse = [];
    this.#chunks = [];
    this.#free = [];
    this.#sorted = undefined;
  }

  /** Slots of all records, in no order that means anything. */
  slots(): IterableIterator<number> {
    return this.#slots.values();
  }

  idAt(slot: number): string {
    return this.#ids[slot] as string;
  }

  metadataAt(slot: number): Metadata | undefined {
    return this.#metadata[slot];
  }

  sparseAt(slot: number): SparseVector | undefined {
    return this.#sparse[slot];
  }

  /** A view of the record's values, good until the next write to the table. */
  valuesAt(slot: number): Float32Array {
    const start = (slot & (CHUNK_ROWS - 1)) * this.dimension;
    return this.#chunkOf(slot).values.subarray(start, start + this.dimension);
  }

  /** Visits the records chunk by chunk: all values of up to 1,024 records at once, for loops over many records. */
  forEachRows(visit: (rows: Rows) => void): void {
    for (const [number, { values, norms }] of this.#chunks.entries()) {
      const firstSlot = number << CHUNK_SHIFT;
      visit({ firstSlot, count: Math.min(CHUNK_ROWS, this.#ids.length - firstSlot), values, norms });
    }
  }

  /** Whether a slot holds a record: those of deleted records stay empty until they are used again. */
  isUsed(slot: number): boolean {
    return this.#ids[slot] !== undefined;
  }

  /** All ids in bitwise order, kept until an id comes or goes. */
  sortedIds(): readonly string[] {
    this.#sorted ??= [...this.#slots.keys()].sort();
    return this.#sorted;
  }

  /** A table with the same records; whatever is written to either later stays there. */
  copy(): RecordTable {
    const copy = new RecordTable(this.dimension);
    copy.#slots = new Map(this.#slots);
    copy.#ids = this.#ids.slice();
    copy.#metadata = this.#metadata.slice();
    copy.#sparse = this.#sparse.slice();
    copy.#free = this.#free.slice();
    copy.#sorted = this.#sorted;
    for (const chunk of this.#chunks) chunk.shared = true;
    copy.#chunks = this.#chunks.map((chunk) => ({ ...chunk, shared: true }));
    return copy;
  }

  /** Bytes as the service bills them: id, metadata, 4 a dimension, 8 a sparse value [docs.pinecone.io, understanding cost]. */
  bytes(): number {
    let bytes = this.size * 4 * this.dimension;
    for (const slot of this.#slots.values()) {
      const metadata = this.#metadata[slot];
      bytes += Buffer.byteLength(this.idAt(slot)) + 8 * (this.#sparse[slot]?.indices.length ?? 0);
      if (metadata !== undefined) bytes += Buffer.byteLength(JSON.stringify(metadata));
    }
    return bytes;
  }

  #chunkOf(slot: number): Chunk {
    return this.#chunks[slot >> CHUNK_SHIFT] as Chunk;
  }

  #allocate(id: string): number {
    const slot = this.#free.pop() ?? this.#ids.length;
    this.#slots.set(id, slot);
    this.#ids[slot] = id;
    this.#sorted = undefined;
    return slot;
  }

  #write(slot: number, values: ArrayLike<number>): void {
    const chunk = this.#writable(slot);
    const row = slot & (CHUNK_ROWS - 1);
    const start = row * this.dimension;
    chunk.values.set(values, start);
    let squares = 0;
    for (let at = start; at < start + this.dimension; at += 1) squares += (chunk.values[at] as number) ** 2;
    chunk.norms[row] = Math.sqrt(squares);
  }

  /** The slot's chunk, grown to hold it and no longer shared. Small chunks grow by doubling: a namespace may hold one record. */
  #writable(slot: number): Chunk {
    const number = slot >> CHUNK_SHIFT;
    const chunk = this.#chunks[number];
    const rows = (slot & (CHUNK_ROWS - 1)) + 1;
    const has = chunk?.norms.length ?? 0;
    if (chunk !== undefined && !chunk.shared && has >= rows) return chunk;
    let capacity = Math.max(has, FIRST_ROWS);
    while (capacity < rows) capacity *= 2;
    const own = {
      values: new Float32Array(capacity * this.dimension),
      norms: new Float64Array(capacity),
      shared: false,
    };
    if (chunk !== undefined) {
      own.values.set(chunk.values);
      own.norms.set(chunk.norms);
    }
    this.#chunks[number] = own;
    return own;
  }
}
