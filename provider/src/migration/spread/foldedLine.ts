import { crc32 } from "node:zlib";
import { PodshiftError } from "../../errors";
import type { LoggedMetadata } from "../../writeLog/entry";
import type { Folded } from "../fold/folded";
import type { FoldedRecord } from "../fold/spill";

/** A folded record as one line: `values` are base64 of little-endian float32, as in the log. */
interface FoldedLine {
  readonly ns: string;
  readonly id: string;
  readonly kind: Folded["kind"];
  readonly values?: string;
  readonly sparse?: { readonly indices: readonly number[]; readonly values: string };
  readonly md?: LoggedMetadata;
}

/** The end of a part's lines: without it the pipe broke, and the lines before it are not all of them. */
export interface EndLine {
  readonly end: true;
  readonly records: number;
}

const KINDS: readonly string[] = ["set", "patch", "delete"] satisfies Folded["kind"][];

/** The part of a job that a record belongs to: the same for every engine and every run. */
export function partOf(ns: string, id: string, parts: number): number {
  return crc32(`${ns}\u0000${id}`) % parts;
}

export function encodeFolded({ ns, id, folded }: FoldedRecord): string {
  if (folded.kind === "delete") return JSON.stringify({ ns, id, kind: folded.kind } satisfies FoldedLine);
  const { kind, values, sparse, md } = folded;
  return JSON.stringify({
    ...{ ns, id, kind },
    ...(values === undefined ? {} : { values: encodeFloats(values) }),
    ...(sparse === undefined ? {} : { sparse: { indices: sparse.indices, values: encodeFloats(sparse.values) } }),
    ...(md === undefined ? {} : { md }),
  } satisfies FoldedLine);
}

/**
 * One line back as a record, or as the end of them all.
 *
 * @throws SPREAD_INPUT_BROKEN
 */
export function decodeFolded(line: string): FoldedRecord | EndLine {
  const parsed = parse(line);
  if (parsed.end === true) {
    if (!Number.isSafeInteger(parsed.records)) throw broken("its last line does not say how many there are");
    return { end: true, records: Number(parsed.records) };
  }
  const { ns, id, kind, values, sparse, md } = parsed as unknown as FoldedLine;
  if (typeof ns !== "string" || typeof id !== "string" || !KINDS.includes(kind)) {
    throw broken(`a line has no "ns", "id" and "kind": ${line.slice(0, 100)}`);
  }
  if (kind === "delete") return { ns, id, folded: { kind } };
  return {
    ns,
    id,
    folded: {
      kind,
      values: values === undefined ? undefined : decodeFloats(values),
      sparse:
        sparse === undefined ? undefined : { indices: sparse.indices, values: Array.from(decodeFloats(sparse.values)) },
      md,
    },
  };
}

export function isEnd(line: FoldedRecord | EndLine): line is EndLine {
  return "end" in line;
}

/** What came down the pipe is not what was folded. Nothing of it counts as done. */
export function broken(what: string): PodshiftError {
  return new PodshiftError("SPREAD_INPUT_BROKEN", `the folded records can't be trusted: ${what}`, {
    next: "nothing counts as done that was not read to its end; the job tries the part again",
  });
}

function parse(line: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(line);
    if (typeof parsed === "object" && parsed !== null) return parsed as Record<string, unknown>;
  } catch {
    // Said below: a line that was cut off is no JSON either.
  }
  throw broken(`a line is no JSON object: ${line.slice(0, 100)}`);
}

function encodeFloats(values: readonly number[] | Float32Array): string {
  const floats = values instanceof Float32Array ? values : Float32Array.from(values);
  return Buffer.from(floats.buffer, floats.byteOffset, floats.byteLength).toString("base64");
}

function decodeFloats(text: string): Float32Array {
  const bytes = Buffer.from(text, "base64");
  if (bytes.length % Float32Array.BYTES_PER_ELEMENT !== 0) throw broken("values are no whole number of float32");
  const floats = new Float32Array(bytes.length / Float32Array.BYTES_PER_ELEMENT);
  Buffer.from(floats.buffer).set(bytes);
  return floats;
}
