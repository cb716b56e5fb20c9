import { displayWidth } from "../util/width";

/** Narrower than this nothing is gained by breaking lines. */
const NARROWEST = 40;
/** Where a text follows its label: `next      copy: ready`, `info     API_SUNSET  from API ...`. */
const LABEL = /^( *\S+(?: \S+)* {2,})\S/;

/**
 * A text for people, its lines broken at spaces where they are wider than the terminal; what follows stands below the
 * text that it goes on with. Addresses and whatever else has no space stay whole, to be copied.
 *
 * @param columns the terminal's width; left out where there is none, and the text stays as it is
 */
export function fitted(text: string, columns: number | undefined): string {
  if (columns === undefined || columns < NARROWEST) return text;
  return text
    .split("\n")
    .flatMap((line) => broken(line, columns))
    .join("\n");
}

function broken(line: string, columns: number): string[] {
  if (displayWidth(line) <= columns) return [line];
  const indent = " ".repeat(indentOf(line, columns));
  const lines: string[] = [];
  let current = "";
  // A word takes the spaces before it along: columns stay columns.
  for (const word of line.match(/ *[^ ]+/g) ?? []) {
    if (current !== "" && displayWidth(current + word) > columns && current.trim() !== "") {
      lines.push(current);
      current = indent + word.trimStart();
    } else {
      current += word;
    }
  }
  return [...lines, current];
}

/** Below what follows the label, unless that leaves less than half of the width. */
function indentOf(line: string, columns: number): number {
  const spaces = line.length - line.trimStart().length;
  const label = LABEL.exec(line)?.[1];
  const below = label === undefined ? spaces + 2 : displayWidth(label);
  return below > columns / 2 ? spaces + 4 : below;
}
