import { dirname, join } from "node:path";
import csharp from "@ast-grep/lang-csharp";
import go from "@ast-grep/lang-go";
import java from "@ast-grep/lang-java";
import python from "@ast-grep/lang-python";
import { Lang, parse, registerDynamicLanguage, type SgRoot } from "@ast-grep/napi";
import type { Language, SourceFile } from "./rule";

/** HCL's grammar comes as a Node add-on, which is a library with the grammar's symbol, as ast-grep wants it. */
function hcl() {
  const name = "@tree-sitter-grammars/tree-sitter-hcl";
  const folder = dirname(require.resolve(`${name}/package.json`));
  const file = `${name.replace("/", "+")}.node`;
  const libraryPath = join(folder, "prebuilds", `${process.platform}-${process.arch}`, file);
  return { libraryPath, extensions: ["tf"], languageSymbol: "tree_sitter_hcl", expandoChar: "_" };
}

/** ast-grep's name of a language. */
const GRAMMARS: Readonly<Record<Exclude<Language, "yaml">, Lang | string>> = {
  python: "python",
  javascript: Lang.JavaScript,
  typescript: Lang.TypeScript,
  tsx: Lang.Tsx,
  java: "java",
  go: "go",
  csharp: "csharp",
  hcl: "hcl",
};

let registered = false;

/** Registering twice is refused by ast-grep. */
function register(): void {
  if (registered) return;
  registerDynamicLanguage({ python, java, go, csharp, hcl: hcl() });
  registered = true;
}

/** Parses a text. A text with broken syntax parses too: what can't be read becomes an `ERROR` node. */
export function parseSource(path: string, language: Exclude<Language, "yaml">, text: string): SourceFile {
  register();
  const tree: SgRoot = parse(GRAMMARS[language], text);
  return { path, language, text, tree, root: tree.root() };
}
