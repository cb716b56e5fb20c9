import { stripVTControlCharacters } from "node:util";

/** Combining marks, joiners, variation selectors: they stand on the character before them. */
const NO_COLUMN = /^(?:\p{Mn}|\p{Me}|\p{Cf})$/u;
/** East Asian wide and full-width characters, and pictures. Source: Unicode's EastAsianWidth, the blocks that are wide as a whole. */
const TWO_COLUMNS =
  /^(?:[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation})$/u;

/** Columns that a text takes on a terminal: "docs" 4, "日本" 4; its colours take none. */
export function displayWidth(text: string): number {
  let columns = 0;
  for (const character of stripVTControlCharacters(text)) columns += columnsOf(character);
  return columns;
}

function columnsOf(character: string): number {
  if (character >= " " && character <= "~") return 1;
  if (NO_COLUMN.test(character)) return 0;
  return TWO_COLUMNS.test(character) ? 2 : 1;
}

/** A text that takes at most so many columns: what is cut off at its end is marked. */
export function cutTo(text: string, columns: number): string {
  return displayWidth(text) <= columns ? text : `${fitting([...text], columns - 1).join("")}…`;
}

/** The same for a name: its beginning and its end are kept, as names that are alike differ in either. */
export function cutInside(name: string, columns: number): string {
  if (displayWidth(name) <= columns) return name;
  const end = fitting([...name].reverse(), Math.floor((columns - 1) / 2))
    .reverse()
    .join("");
  return `${fitting([...name], columns - 1 - displayWidth(end)).join("")}…${end}`;
}

/** As many of the first characters as take no more columns. */
function fitting(characters: readonly string[], columns: number): string[] {
  let width = 0;
  const fit: string[] = [];
  for (const character of characters) {
    width += columnsOf(character);
    if (width > columns) break;
    fit.push(character);
  }
  return fit;
}

/** Like `padEnd`, by columns. */
export function padColumns(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - displayWidth(text)));
}
