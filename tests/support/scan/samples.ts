import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSource } from "../../../provider/src/scan/parse";
import type { AnyRuleSet, Imported, Language, SourceFile } from "../../../provider/src/scan/rule";
import { yamlSource } from "../../../provider/src/scan/source/yamlSource";

/** Samples of rules: tests/samples/scan/<folder>/<rule>/{failing,passing,fixed}/<file>. */
const SAMPLES = join(__dirname, "../../samples/scan");

/** A comment that tells which rules must find something beginning on its line: `# expect python/old-client-init`. */
const MARK = /(?:#|\/\/)\s*expect\s+([\w/, -]+?)\s*(?:\*\/)?$/;

const NOTHING_IMPORTED: Imported = () => undefined;

export interface Applied {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Makes every edit in a text; edits don't overlap. */
export function edited(text: string, edits: readonly Applied[]): string {
  const backwards = [...edits].sort((a, b) => b.start - a.start || b.end - a.end);
  return backwards.reduce((now, { start, end, text: by }) => now.slice(0, start) + by + now.slice(end), text);
}

/** `line: rule` for each finding, in order. */
export function foundIn(set: AnyRuleSet, file: SourceFile): string[] {
  return set
    .read(file, NOTHING_IMPORTED)
    .findings()
    .map(({ rule, found }) => `${found.span.start.line}: ${rule.id}`)
    .sort(byLine);
}

function marksOf(text: string): string[] {
  return text
    .split("\n")
    .flatMap((line, at) => (MARK.exec(line)?.[1] ?? "").split(",").map((rule) => [at + 1, rule.trim()] as const))
    .filter(([, rule]) => rule !== "")
    .map(([line, rule]) => `${line}: ${rule}`)
    .sort(byLine);
}

function byLine(a: string, b: string): number {
  return Number.parseInt(a, 10) - Number.parseInt(b, 10) || (a < b ? -1 : 1);
}

/**
 * Tests each rule of a set by its samples. Every rule needs a failing and a passing one. In each file exactly the marked
 * lines must be found, by all rules of the set. A failing file with a namesake in `fixed` must become it by the fixes,
 * and stay it when fixed again.
 */
export function describeSamples(folder: string, set: AnyRuleSet, languageOf: (file: string) => Language): void {
  for (const { id } of set.facts) {
    const name = id.slice(id.indexOf("/") + 1);
    describe(id, () => {
      for (const kind of ["failing", "passing"] as const) {
        const files = filesIn(join(SAMPLES, folder, name, kind));
        it(`has ${kind} samples`, () => {
          assert.notEqual(files.length, 0);
        });
        for (const file of files) {
          it(`${kind}/${file}: exactly what is marked is found`, () => {
            const text = readFileSync(join(SAMPLES, folder, name, kind, file), "utf8");
            const marks = marksOf(text);
            assert.equal(
              marks.some((mark) => mark.endsWith(`: ${id}`)),
              kind === "failing",
            );
            assert.deepEqual(foundIn(set, sourceOf(file, languageOf(file), text)), marks);
          });
        }
      }
      for (const file of filesIn(join(SAMPLES, folder, name, "fixed"))) {
        it(`fixed/${file}: is what the fixes make of its failing namesake, and they change it no more`, () => {
          const before = readFileSync(join(SAMPLES, folder, name, "failing", file), "utf8");
          const after = readFileSync(join(SAMPLES, folder, name, "fixed", file), "utf8");
          assert.equal(fixed(set, file, languageOf(file), before), after);
          assert.equal(fixed(set, file, languageOf(file), after), after);
        });
      }
    });
  }
}

function sourceOf(path: string, language: Language, text: string): SourceFile {
  return language === "yaml" ? yamlSource(path, text) : parseSource(path, language, text);
}

/** Fixes until nothing changes: a fix may make room for another. */
function fixed(set: AnyRuleSet, path: string, language: Language, text: string): string {
  for (let now = text, round = 0; ; round += 1) {
    assert.ok(round < 10, "the fixes never end");
    const found = set.read(sourceOf(path, language, now), NOTHING_IMPORTED).findings();
    const first = withoutOverlaps(found.map(({ found: { edits = [] } }) => edits));
    const next = edited(now, first);
    if (next === now) return now;
    now = next;
  }
}

function withoutOverlaps(all: readonly (readonly Applied[])[]): Applied[] {
  const taken: Applied[] = [];
  for (const edits of all) {
    const free = edits.every((each) =>
      taken.every((other) => each.end <= other.start || each.start >= other.end || same(each, other)),
    );
    if (free) taken.push(...edits.filter((each) => !taken.some((other) => same(each, other))));
  }
  return taken;
}

function same(a: Applied, b: Applied): boolean {
  return a.start === b.start && a.end === b.end && a.text === b.text;
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
