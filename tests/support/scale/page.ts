import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Table } from "./tables";

const PAGE = join(__dirname, "../../../docs/scale.md");

/** A table as Markdown. */
export function markdown({ head, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), `|${head.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}

const begin = (name: string) => `<!-- simulated: ${name} -->`;
const END = "<!-- end -->";

/** Names of the tables that docs/scale.md has, and the text of one. */
export function tablesOfPage(): Map<string, string> {
  const found = readFileSync(PAGE, "utf8").matchAll(/<!-- simulated: (\S+) -->\n([\s\S]*?)\n<!-- end -->/g);
  return new Map([...found].map(([, name = "", text = ""]) => [name, text]));
}

/** Puts tables in the place of those that the page has. */
export function rewritePage(tables: readonly Table[]): void {
  let text = readFileSync(PAGE, "utf8");
  for (const table of tables) {
    const from = text.indexOf(begin(table.name));
    const to = text.indexOf(END, from);
    if (from < 0 || to < 0) throw new Error(`docs/scale.md has no place for ${table.name}`);
    text = `${text.slice(0, from)}${begin(table.name)}\n${markdown(table)}\n${text.slice(to)}`;
  }
  writeFileSync(PAGE, text);
}
