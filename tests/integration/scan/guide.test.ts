import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCli } from "../../../provider/src/cli/program";
import type { RuleFacts } from "../../../provider/src/scan/finding";
import { ALL_RULES } from "../../../provider/src/scan/reading/rules";
import { STEP_TITLES } from "../../../provider/src/scan/steps";
import { trees } from "../../support/scan/tree";

const ROOT = join(__dirname, "../../..");
const GUIDE = join(ROOT, "docs/scan.md");
const RULES = join(ROOT, "docs/scan-rules.md");
const UPDATE = process.env.UPDATE_GOLDEN === "1";

const LANGUAGES: Readonly<Record<string, string>> = {
  ...{ python: "Python", javascript: "JavaScript and TypeScript", java: "Java", go: "Go", csharp: "C#" },
  infrastructure: "Infrastructure code",
};

/** A command as it is typed in a folder, and what it prints there. */
async function shell(folder: string, args: readonly string[]): Promise<string> {
  const lines: string[] = [];
  const line = (text: string) => void lines.push(text);
  const io = { out: line, err: line, isTerminal: false, env: {}, signal: new AbortController().signal };
  const before = process.cwd();
  process.chdir(folder);
  try {
    await runCli(args, io, line);
  } finally {
    process.chdir(before);
  }
  return `\`\`\`\n$ podshift ${args.join(" ")}\n${lines.join("\n").trimEnd()}\n\`\`\``;
}

const byLanguage = () =>
  Object.entries(LANGUAGES).map(([language, title]) => ({
    title,
    rules: ALL_RULES.facts.filter(({ id }) => id.startsWith(`${language}/`)),
  }));

const anchor = (id: string) => id.replace("/", "");

function rulesTable(): string {
  const row = ({ id, level, step, title }: RuleFacts) =>
    `| [\`${id}\`](scan-rules.md#${anchor(id)}) | ${level} | ${STEP_TITLES[step]} | ${title} |`;
  return byLanguage()
    .map(({ title, rules }) =>
      [`### ${title}`, "", "| rule | level | step | what |", "|---|---|---|---|", ...rules.map(row)].join("\n"),
    )
    .join("\n\n");
}

function rulesPage(): string {
  const entry = ({ id, level, step, title, help }: RuleFacts) =>
    `### ${id}\n\n**${title}** · ${level} · ${STEP_TITLES[step]}\n\n${help}`;
  const parts = byLanguage().map(({ title, rules }) => [`## ${title}`, ...rules.map(entry)].join("\n\n"));
  return `${["# Rules of podshift scan", "Made from the rules themselves. How to use them: [scan.md](scan.md).", ...parts].join("\n\n")}\n`;
}

// The guide's outputs and tables are made by what it describes. UPDATE_GOLDEN=1 writes them.
describe("docs/scan.md", () => {
  const tree = trees();
  const folderOf = () => {
    const folder = tree({});
    cpSync(join(ROOT, "tests/samples/applications/python/before"), folder, { recursive: true });
    return folder;
  };

  async function made(): Promise<Record<string, string>> {
    const folder = folderOf();
    return {
      scan: await shell(folder, ["scan", "service"]),
      fix: await shell(folder, ["scan", "service", "--fix"]),
      left: await shell(folder, ["scan", "service", "--fix", "--write"]).then(() => shell(folder, ["scan", "service"])),
      manifests: ALL_RULES.readers.map(({ name }) => `\`${name}\``).join(", "),
      rules: rulesTable(),
    };
  }

  it("shows what is printed, and every rule and manifest there is", async () => {
    const text = readFileSync(GUIDE, "utf8");
    const parts = await made();
    const shown = text.replace(/<!-- made: (\w+) -->[\s\S]*?<!-- end -->/g, (_, name: string) => {
      assert.ok(parts[name], `nothing makes ${name}`);
      return `<!-- made: ${name} -->\n${parts[name]}\n<!-- end -->`;
    });
    if (UPDATE) writeFileSync(GUIDE, shown);
    assert.equal(readFileSync(GUIDE, "utf8"), shown);
  });

  it("has a page with an entry for each rule, and each belongs to a language", () => {
    const page = rulesPage();
    if (UPDATE) writeFileSync(RULES, page);
    assert.equal(readFileSync(RULES, "utf8"), page);
    for (const { id } of ALL_RULES.facts) assert.ok(page.includes(`\n### ${id}\n`), id);
  });

  it("tells of every write that it is to be captured from `phase: capture` on, not in that phase only", () => {
    const writes = ALL_RULES.facts.filter(({ id }) => id.endsWith("/write-to-capture"));
    assert.equal(writes.length, 5);
    for (const { id, help } of writes) assert.match(help, /from `phase: capture` on/i, id);
  });
});
