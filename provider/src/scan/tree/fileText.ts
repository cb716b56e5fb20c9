import { isUtf8 } from "node:buffer";
import { readFileSync, statSync } from "node:fs";
import { isNotebook, languageOf } from "../languages";
import type { ScanNote } from "../note";
import type { TreeFile } from "./walk";

/** A file's text, and what it takes to make the same bytes of it again. */
export interface FileText {
  /** Without a byte order mark. */
  readonly text: string;
  readonly bom: boolean;
  /** `latin1` stands for whatever isn't UTF-8: each byte one character, so that nothing is lost. */
  readonly encoding: "utf8" | "latin1";
}

const MIB = 1024 * 1024;
/** Bytes of code that a person may have written in one file. */
const LARGEST_CODE = MIB;
/** Lockfiles of large projects, and notebooks with pictures in them. */
const LARGEST_DATA = 16 * MIB;
/** Where Git looks for a NUL byte to tell a binary file. */
const LOOKED_AT = 8_000;
const BOM = "\uFEFF";

/** Reads a file's bytes, or says why not. */
export function bytesOf({ path, absolute }: TreeFile): Buffer | ScanNote {
  try {
    const stats = statSync(absolute);
    if (!stats.isFile()) return { path, kind: "unreadable", reason: "is no file" };
    const most = isNotebook(path) || languageOf(path) === undefined ? LARGEST_DATA : LARGEST_CODE;
    if (stats.size > most) {
      return { path, kind: "too-large", reason: `is larger than ${most / MIB} MiB` };
    }
    const bytes = readFileSync(absolute);
    if (bytes.subarray(0, LOOKED_AT).includes(0)) return { path, kind: "binary", reason: "is binary, or UTF-16" };
    return bytes;
  } catch (error) {
    return { path, kind: "unreadable", reason: `can't be read (${(error as NodeJS.ErrnoException).code})` };
  }
}

export function decoded(bytes: Buffer): FileText {
  const encoding = isUtf8(bytes) ? "utf8" : "latin1";
  const whole = bytes.toString(encoding);
  const bom = whole.startsWith(BOM);
  return { text: bom ? whole.slice(1) : whole, bom, encoding };
}

/** The bytes of a text that takes another's place; undefined where its encoding has no such character. */
export function encoded(text: string, { bom, encoding }: Omit<FileText, "text">): Buffer | undefined {
  const bytes = Buffer.from(bom ? BOM + text : text, encoding);
  return encoding === "latin1" && bytes.toString("latin1") !== text ? undefined : bytes;
}
