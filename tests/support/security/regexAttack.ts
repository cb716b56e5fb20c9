import * as vm from "node:vm";
import * as ts from "typescript";

/** Each regular expression of a file, as "line: /source/flags". */
export function expressionsIn(path: string, text: string): { readonly line: number; readonly literal: string }[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: { line: number; literal: string }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      found.push({ line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1, literal: node.text });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** What is repeated to make a matcher try again and again: kinds of characters, and pieces that expressions speak of. */
const PUMPS = [
  "a",
  "0",
  " ",
  "\t",
  "\n",
  ".",
  "-",
  "/",
  "`",
  '"',
  "\\",
  "<",
  "@",
  "=",
  "a.",
  "a-",
  "a ",
  "0.",
  "//",
  "a/",
  ", ",
  '\\"',
  "a=",
  "{",
  "[",
  "&#",
  "\r",
];
const ENDS = ["", "\0"];

/** Characters of an attack: a matcher that takes the square of them needs billions of steps. */
const LENGTH = 60_000;
const MOST_MS = 1_000;

/** The attack that takes the expression too long; undefined when none does. */
export function attackOn(literal: string): string | undefined {
  // Without repetition nothing is tried again.
  if (!/[*+]|\{\d+,/.test(literal)) return undefined;
  const end = literal.lastIndexOf("/");
  const expression = new RegExp(literal.slice(1, end), literal.slice(end + 1));
  const context = vm.createContext({ expression, text: "" });
  const script = new vm.Script("expression.lastIndex = 0; expression.test(text)");
  for (const pump of PUMPS) {
    for (const tail of ENDS) {
      context.text = `${pump.repeat(LENGTH / pump.length)}${tail}`;
      try {
        script.runInContext(context, { timeout: MOST_MS });
      } catch {
        return `${JSON.stringify(pump)} repeated, then ${JSON.stringify(tail)}`;
      }
    }
  }
  return undefined;
}
