/**
 * CRC-32C (RFC 3720, appendix B.4) of a text as UTF-8, as 8 hex digits. Eight bytes a step (slicing-by-8: Kounavis and
 * Berry, "A Systematic Approach to Building High Performance Software-Based CRC Generators", ISCC 2005): every write of
 * the application waits for one.
 */
export function checksum(text: string): string {
  const most = text.length * MOST_BYTES_A_UNIT;
  if (most > scratch.length) scratch = Buffer.alloc(most);
  const length = scratch.write(text, 0, "utf8");
  return crc32c(scratch, length).toString(16).padStart(8, "0");
}

/** UTF-8 takes at most three bytes for one unit of UTF-16. */
const MOST_BYTES_A_UNIT = 3;
/** The polynomial, bits in the order in which CRC-32C takes them. */
const POLYNOMIAL = 0x82f63b78;
const TABLES = tablesOf(POLYNOMIAL);

let scratch = Buffer.alloc(2 ** 16);

function crc32c(bytes: Uint8Array, length: number): number {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = TABLES;
  let crc = -1;
  let at = 0;
  for (; at + 8 <= length; at += 8) {
    crc ^= word(bytes, at);
    const next = word(bytes, at + 4);
    crc =
      entry(t7, crc & 255) ^
      entry(t6, (crc >>> 8) & 255) ^
      entry(t5, (crc >>> 16) & 255) ^
      entry(t4, crc >>> 24) ^
      entry(t3, next & 255) ^
      entry(t2, (next >>> 8) & 255) ^
      entry(t1, (next >>> 16) & 255) ^
      entry(t0, next >>> 24);
  }
  for (; at < length; at += 1) crc = entry(t0, (crc ^ (bytes[at] as number)) & 255) ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** Four bytes, the first one lowest. */
function word(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  );
}

function entry(table: Int32Array, at: number): number {
  return table[at] as number;
}

type Tables = [Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array];

/** Table k: what a byte does to the sum k bytes later. */
function tablesOf(polynomial: number): Tables {
  const tables = Array.from({ length: 8 }, () => new Int32Array(256)) as Tables;
  for (let byte = 0; byte < 256; byte += 1) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1) === 0 ? crc >>> 1 : (crc >>> 1) ^ polynomial;
    tables[0][byte] = crc;
  }
  for (let byte = 0; byte < 256; byte += 1) {
    let crc = entry(tables[0], byte);
    for (const table of tables.slice(1)) {
      crc = entry(tables[0], crc & 255) ^ (crc >>> 8);
      table[byte] = crc;
    }
  }
  return tables;
}
