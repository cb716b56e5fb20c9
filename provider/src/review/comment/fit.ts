import { plural } from "../../util/format";
import { clipped } from "./clipped";
import { joined, type Markdown, md } from "./markdown";

/** Characters of a comment. GitHub takes 65,536; the rest is for what it may count otherwise. */
export const LONGEST_COMMENT = 64_000;
/** Characters kept for the line that says what was left out. */
const RESERVE = 600;
/** Sections that the line names at most. */
const NAMED = 8;
/** Characters of that line for names: escaped, one may be many times as long as it reads. */
const LONGEST_NAMES = 400;

/** A part of the comment that is there whole or not at all. */
export interface Section {
  /** What it is, for the line that says what was left out. */
  readonly title: string;
  /** 0 is kept first; the highest goes first. */
  readonly rank: number;
  readonly body: Markdown;
}

/** The sections that fit, in order, between the marker and the foot; and a line that says what was left out. */
export function fitted(marker: string, sections: readonly Section[], foot: Markdown): string {
  let left = LONGEST_COMMENT - RESERVE - marker.length - foot.source.length - 4;
  const kept = new Set<Section>();
  for (const section of [...sections].sort((a, b) => a.rank - b.rank)) {
    const length = section.body.source.length + 2;
    if (length > left) continue;
    left -= length;
    kept.add(section);
  }
  const out = sections.filter((section) => !kept.has(section));
  const bodies = sections.filter((section) => kept.has(section)).map(({ body }) => body.source);
  const note = out.length === 0 ? [] : [leftOut(out).source];
  return [marker, ...bodies, ...note, foot.source].join("\n\n");
}

function leftOut(sections: readonly Section[]): Markdown {
  const names: Markdown[] = [];
  for (const { title } of sections.slice(0, NAMED)) {
    const name = md`${clipped(title, 40)}`;
    if (joined([...names, name], ", ").source.length <= LONGEST_NAMES) names.push(name);
  }
  const rest = sections.length - names.length;
  const more = rest > 0 ? [md`${rest} more`] : [];
  return md`> ✂️ **Too long for a comment:** ${plural(sections.length, "section")} left out whole: ${joined([...names, ...more], ", ")}. The job's log has the preview.`;
}
