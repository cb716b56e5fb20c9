import assert from "node:assert/strict";
import type { ManifestReader } from "../../../provider/src/scan/manifests/manifest";
import { edited } from "./samples";

/** `line:column rule what-stands-there` for each finding, in the file's order. */
export function foundBy(reader: ManifestReader, path: string, text: string): string[] {
  assert.ok(reader.matches(path), `${reader.name} takes ${path}`);
  return [...reader.read(path, text)].map(({ rule, found: { span } }) => {
    const { start, end } = span;
    const before = text.slice(0, start.offset).split("\n");
    assert.deepEqual(
      [start.line, start.column],
      [before.length, (before.at(-1) ?? "").length + 1],
      "place and offset agree",
    );
    return `${start.line}:${start.column} ${rule.id} ${text.slice(start.offset, end.offset)}`;
  });
}

/** The text with all fixes made; made again, they must change nothing. */
export function fixedBy(reader: ManifestReader, path: string, text: string): string {
  const fix = (now: string) =>
    edited(
      now,
      [...reader.read(path, now)].flatMap(({ found }) => found.edits ?? []),
    );
  const once = fix(text);
  assert.equal(fix(once), once, "a second fix changes nothing");
  return once;
}

/** Lines of a text, so that it can be written indented. */
export function lines(...all: readonly string[]): string {
  return `${all.join("\n")}\n`;
}

/** Milliseconds of the processor that something takes: unlike time, hardly longer when the machine is busy. */
export function processorMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
