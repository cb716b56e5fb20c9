import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./blocks";

const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const packageOf = (path: string) =>
  JSON.parse(read(path)) as { version: string; scripts: Readonly<Record<string, string>> };

/** What is wrong with `npm ...`; undefined: nothing that can be known here. */
export function wrongWithNpm([verb = "", ...words]: readonly string[]): string | undefined {
  if (verb === "test") return wrongWithScript("test", words);
  if (verb === "run") return wrongWithScript(words[0] ?? "", words.slice(1));
  if (verb === "install" || verb === "pack") return wrongWithPackages(words);
  return `npm ${verb} is in no class: see tests/support/docs/npmScripts.ts`;
}

function wrongWithScript(name: string, [separator, ...args]: readonly string[]): string | undefined {
  const script = packageOf("package.json").scripts[name];
  if (script === undefined) return `there is no script ${name}`;
  if (separator === undefined) return undefined;
  if (separator !== "--") return "arguments of a script stand behind `--`";
  const [, file = ""] = /^node (scripts\/\S+)/.exec(script) ?? [];
  const sources = [file, ...modulesBeside(file)];
  if (name === "bench" && args[0]?.startsWith("-") === false) {
    const bench = `bench/${args.shift()}.ts`;
    if (!existsSync(join(ROOT, bench))) return `there is no ${bench}`;
    sources.push(bench);
  }
  const options = args.filter((arg) => arg.startsWith("--")).map((arg) => arg.slice(2).replace(/=.*/, ""));
  const unknown = options.find((option) => !sources.some((source) => declares(read(source), option)));
  if (unknown !== undefined) return `${file} has no option --${unknown}`;
  return wrongWithTests(name, args);
}

/** scripts/demo.mjs has its modules in scripts/demo/; the modules of test.mjs are in scripts/testing/. */
function modulesBeside(file: string): string[] {
  const folder = file.replace(/\.mjs$/, "");
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder))
    .filter((each) => /\.(mjs|ts)$/.test(each))
    .map((each) => `${folder}/${each}`);
}

/** An option of `parseArgs`, or one looked for by its text. */
function declares(source: string, option: string): boolean {
  return new RegExp(`(^|[\\s{,"'])["']?${option}["']?: \\{|["'\`]--${option}["'\`=]`, "m").test(source);
}

function wrongWithTests(name: string, args: readonly string[]): string | undefined {
  if (!name.startsWith("test")) return undefined;
  const suite = args[args.indexOf("--suite") + 1] ?? "";
  if (args.includes("--suite") && !read("scripts/testing/suites.mjs").includes(`"${suite}"`))
    return `no suite ${suite}`;
  const grep = args[args.indexOf("--grep") + 1] ?? "";
  if (args.includes("--grep") && grep !== "TEXT" && !someTitleHolds(grep)) return `no test's title holds ${grep}`;
  return undefined;
}

function someTitleHolds(text: string): boolean {
  const tests = readdirSync(join(ROOT, "tests"), { recursive: true, encoding: "utf8" });
  return tests.filter((file) => file.endsWith(".test.ts")).some((file) => read(`tests/${file}`).includes(text));
}

/** A tarball that a page names is the one that this repository makes. By name a registry would give what isn't podshift. */
function wrongWithPackages(words: readonly string[]): string | undefined {
  if (words.some((word) => /^podshift(@|$)/.test(word))) return "podshift isn't published: a page installs the tarball";
  const { version } = packageOf("provider/package.json");
  const named = words.flatMap((word) => /podshift(?:-|@)(\d\S*?)(?:\.tgz)?$/.exec(word)?.[1] ?? []);
  const other = named.find((each) => each !== version);
  return other === undefined ? undefined : `podshift is at ${version}, not ${other}`;
}
