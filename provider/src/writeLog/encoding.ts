import { PodshiftError } from "../errors";
import { checksum } from "./checksum";
import { type Entry, type EntryHead, isKnown, type UpdateBody, type UpsertBody } from "./entry";

/**
 * One entry as one line. Values are base64 of little-endian float32, so that no digit is lost and a vector costs 5.4
 * bytes a dimension; the line ends with `c`, the crc32c (RFC 3720, appendix B.4) of the line without it, in hex.
 *
 * @throws ENTRY_INVALID for a number that is not finite: no record of the service holds one
 */
export function encodeEntry(entry: Entry): string {
  if ("md" in entry && entry.md !== undefined) refuseNonFinite(Object.values(entry.md), "metadata");
  return withChecksum(JSON.stringify(entry.op === "upsert" || entry.op === "update" ? storable(entry) : entry));
}

/** The seal of a writer: in place of its next segment, so that a late one can't be created. */
export interface Seal {
  readonly v: 1;
  readonly w: string;
  readonly seal: true;
}

export function encodeSeal(w: string): string {
  return withChecksum(JSON.stringify({ v: 1, w, seal: true } satisfies Seal));
}

/**
 * One line back as an entry.
 *
 * @throws LOG_BROKEN when the checksum or the format is wrong
 */
export function decodeLine(line: string): Entry | Seal {
  const at = line.length - CHECKSUM_LENGTH;
  const body = `${line.slice(0, at)}}`;
  if (
    at < 1 ||
    !line.endsWith('"}') ||
    line.slice(at, at + 6) !== ',"c":"' ||
    checksum(body) !== line.slice(at + 6, -2)
  ) {
    throw broken("its checksum is wrong");
  }
  const parsed: unknown = JSON.parse(body);
  if (typeof parsed !== "object" || parsed === null || !("v" in parsed) || parsed.v !== 1) {
    throw unknown("version");
  }
  const read = parsed as Entry | Seal;
  // Every other one would count as a bulk write, and as a delete of all that it may have touched.
  if (!isSeal(read) && !isKnown(read.op)) throw unknown("operation");
  return restoreValues(read);
}

export function isSeal(line: Entry | Seal): line is Seal {
  return "seal" in line;
}

/** `,"c":"` + 8 hex digits + `"}` */
const CHECKSUM_LENGTH = 6 + 8 + 2;

function withChecksum(body: string): string {
  return `${body.slice(0, -1)},"c":"${checksum(body)}"}`;
}

/** Vectors become base64 where they stand; metadata and filters may have keys of the same names, and stay as they are. */
function storable(entry: EntryHead & (UpsertBody | UpdateBody)): object {
  const { values, sparse } = entry;
  return {
    ...entry,
    ...(values === undefined ? {} : { values: encodeFloats(values) }),
    ...(sparse === undefined ? {} : { sparse: { indices: sparse.indices, values: encodeFloats(sparse.values) } }),
  };
}

function encodeFloats(values: readonly number[] | Float32Array): string {
  const floats = values instanceof Float32Array ? values : Float32Array.from(values);
  for (let at = 0; at < floats.length; at += 1) if (!Number.isFinite(floats[at])) refuseNonFinite(floats, "values");
  return Buffer.from(floats.buffer, floats.byteOffset, floats.byteLength).toString("base64");
}

function refuseNonFinite(values: Iterable<unknown>, where: string): void {
  for (const value of values) {
    if (typeof value !== "number" || Number.isFinite(value)) continue;
    throw new PodshiftError("ENTRY_INVALID", `the ${where} of a write hold ${value}, which no record can hold`, {
      next: "nothing was sent; send finite numbers, values within the range of float32",
    });
  }
}

function decodeFloats(text: string): Float32Array {
  const floats = new Float32Array(Math.floor(Buffer.byteLength(text, "base64") / Float32Array.BYTES_PER_ELEMENT));
  Buffer.from(floats.buffer).write(text, "base64");
  return floats;
}

/** Vectors make up nearly all of a log, and rounds of catch-up never look at them: they are decoded when somebody does. */
function restoreValues(entry: Entry | Seal): Entry | Seal {
  if (isSeal(entry) || !(entry.op === "upsert" || entry.op === "update")) return entry;
  const { values, sparse } = entry as unknown as { values?: string; sparse?: { indices: number[]; values: string } };
  if (sparse !== undefined) {
    const restored = { indices: sparse.indices, values: Array.from(decodeFloats(sparse.values)) };
    Object.defineProperty(entry, "sparse", { value: restored });
  }
  if (values !== undefined) {
    let floats: Float32Array | undefined;
    const get = () => {
      floats ??= decodeFloats(values);
      return floats;
    };
    Object.defineProperty(entry, "values", { get, enumerable: true });
  }
  return entry;
}

function broken(
  why: string,
  next = "the file was changed or the disk is at fault. Copy anew from `phase: capture`",
): PodshiftError {
  return new PodshiftError("LOG_BROKEN", `a line of the write log can't be trusted: ${why}`, {
    facts: { why },
    next: `\`podshift log check\` says where; ${next}`,
  });
}

function unknown(what: string): PodshiftError {
  return broken(`its ${what} is not known to this podshift`, "use one as new as that which wrote it");
}
