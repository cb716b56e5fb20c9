/** What IPython takes and Python doesn't: `%magic`, `!command`, `?help`, `help?`, and `name = !command`. */
const LINE = /^(\s*)(?:%[%\w].*|!(?!=).*|\?.*|[\w.]+\?{1,2}\s*)$/;
const ASSIGNED = /^([\w., \t]+=[ \t]*)(?:%\w|!(?!=)).*$/;
/** Of these the rest of the cell is Python. */
const PYTHON_CELL = /^%%(?:time|timeit|capture|prun)\b/;

/**
 * A cell's code without what only IPython understands: each such piece becomes a `0` and blanks of the same length, so
 * that every place stays. A cell in another language (`%%bash`) becomes blank.
 */
export function withoutMagics(cell: string): string {
  if (!/[%!?]/.test(cell)) return cell;
  const lines = cell.split("\n");
  const head = lines[0] ?? "";
  if (head.startsWith("%%") && !PYTHON_CELL.test(head)) return lines.map(blank).join("\n");
  const strings = new OpenString();
  let goesOn = false;
  const plain = lines.map((line) => {
    const inside = strings.goesInto(line);
    const start = inside ? undefined : goesOn ? 0 : magicAt(line);
    goesOn = start !== undefined && line.trimEnd().endsWith("\\");
    if (start === undefined) return line;
    return `${line.slice(0, start)}0${blank(line.slice(start + 1))}`.slice(0, line.length);
  });
  return plain.join("\n");
}

function magicAt(line: string): number | undefined {
  return (LINE.exec(line) ?? ASSIGNED.exec(line))?.[1]?.length;
}

/** Strings of three quotes: what looks like a magic in one is none. */
class OpenString {
  private open: string | undefined;

  /** Whether a line begins within one. Lines come in order. */
  goesInto(line: string): boolean {
    const before = this.open !== undefined;
    for (const [quotes] of line.matchAll(/"""|'''/g)) {
      if (this.open === undefined) this.open = quotes;
      else if (this.open === quotes) this.open = undefined;
    }
    return before;
  }
}

/** Blanks in place of everything but line ends. */
function blank(text: string): string {
  return text.replace(/[^\r\n]/g, " ");
}
