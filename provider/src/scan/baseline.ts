import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import * as v from "valibot";
import { PodshiftError } from "../errors";
import type { ScanFinding } from "./finding";

/** A finding with what it is known again by. */
export interface KnownFinding extends ScanFinding {
  /** 16 hexadecimal digits. */
  readonly fingerprint: string;
}

const baselineSchema = v.object({
  version: v.literal(1),
  findings: v.array(v.object({ fingerprint: v.string(), rule: v.string(), path: v.string() })),
});

/** Gives each finding its fingerprint: of its rule, its file, its line's text, and its place among those of the same. */
export function fingerprinted(findings: readonly ScanFinding[]): KnownFinding[] {
  const counts = new Map<string, number>();
  return findings.map((finding) => {
    const { rule, path, line } = finding;
    const key = JSON.stringify([rule, path, line.replace(/\s+/g, " ")]);
    const nth = counts.get(key) ?? 0;
    counts.set(key, nth + 1);
    const fingerprint = createHash("sha256").update(`${key}${nth}`).digest("hex").slice(0, 16);
    return { ...finding, fingerprint };
  });
}

export interface AgainstBaseline {
  /** What the baseline doesn't hold. */
  readonly findings: readonly KnownFinding[];
  readonly known: number;
  /** What it holds and isn't there any more. */
  readonly gone: number;
}

export function againstBaseline(all: readonly KnownFinding[], baseline: ReadonlySet<string>): AgainstBaseline {
  const findings = all.filter(({ fingerprint }) => !baseline.has(fingerprint));
  const known = all.length - findings.length;
  return { findings, known, gone: baseline.size - known };
}

/** The fingerprints of a baseline file. @throws INPUT_FILE_INVALID */
export function readBaseline(file: string): ReadonlySet<string> {
  const read = v.safeParse(baselineSchema, jsonOf(file));
  if (read.success) return new Set(read.output.findings.map(({ fingerprint }) => fingerprint));
  throw invalid(file, `${read.issues[0].message}`);
}

/** Writes one: rule and path are for the reader, the code stays where it is. */
export function writeBaseline(file: string, findings: readonly KnownFinding[]): void {
  const kept = findings.map(({ fingerprint, rule, path }) => ({ fingerprint, rule, path }));
  writeFileSync(file, `${JSON.stringify({ version: 1, findings: kept }, undefined, 2)}\n`);
}

function jsonOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw invalid(file, cause instanceof SyntaxError ? "not JSON" : "it can't be read", cause);
  }
}

function invalid(file: string, why: string, cause?: unknown): PodshiftError {
  return new PodshiftError("INPUT_FILE_INVALID", `${file} is no baseline: ${why}`, {
    next: "write it anew: `podshift scan --write-baseline FILE`",
    cause,
  });
}
