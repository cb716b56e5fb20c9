import { hash } from "node:crypto";
import type { ParityReport } from "./report";

type Json = null | string | number | boolean | Json[] | { [key: string]: Json };

/**
 * The report with its seal: SHA-256 over its canonical JSON without `seal` (keys in bitwise order, no blanks). It tells a
 * report that was cut, edited or mixed up from the one that the check wrote. It is no signature: whoever wants to forge
 * a report can seal it too.
 */
export function sealed(report: Omit<ParityReport, "seal">): ParityReport {
  return { ...report, seal: sealOf(report) };
}

/** True for a report that is as the check wrote it, whatever order its keys have come to be in. */
export function isSealed(report: ParityReport): boolean {
  const { seal, ...rest } = report;
  return seal === sealOf(rest);
}

/** SHA-256 over the canonical JSON of any plain value, as 64 hex digits. */
export function sealOf(value: object): string {
  return hash("sha256", canonicalJson(JSON.parse(JSON.stringify(value)) as Json), "hex");
}

function canonicalJson(value: Json): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const entries = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`);
  return `{${entries.join(",")}}`;
}
