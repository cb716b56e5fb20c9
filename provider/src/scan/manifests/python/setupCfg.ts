import type { Dependency } from "../dependency";
import { type Line, linesOf } from "../text/lines";
import { named } from "../text/names";
import { pipDependency } from "../text/pep508";
import { manifestReader } from "../text/reader";

/** Keys of `[options]` that hold requirements; in `[options.extras_require]` every key does. */
const LISTS = ["install_requires", "setup_requires", "tests_require"];

export const SETUP_CFG = manifestReader("setup.cfg", named("setup.cfg"), function* (text) {
  let section = "";
  let inList = false;
  for (const line of linesOf(text)) {
    if (/^\s*([#;]|$)/.test(line.text)) continue;
    const [, header] = /^\[([^\]]+)\]/.exec(line.text) ?? [];
    if (header !== undefined) {
      section = header.trim();
      inList = false;
      continue;
    }
    // A line that is not indented begins a key; an indented one goes on with its value.
    const [key] = /^[^\s=:][^=:]*[=:]/.exec(line.text) ?? [];
    if (key !== undefined) inList = isList(section, key.slice(0, -1).trim());
    const found = inList ? requirementIn(text, line, key?.length ?? 0) : undefined;
    if (found !== undefined) yield found;
  }
});

function isList(section: string, key: string): boolean {
  return section === "options.extras_require" || (section === "options" && LISTS.includes(key.replaceAll("-", "_")));
}

function requirementIn(text: string, line: Line, from: number): Dependency | undefined {
  const comment = line.text.search(/\s[#;]\s/);
  return pipDependency(text, line.start + from, comment === -1 ? line.end : line.start + comment);
}
