import * as ts from "typescript";

/** Words without one of which nothing below is found. */
const WORDS = /exec|spawn|shell|eval|Function|runIn|reject|checkServer|insecure|TLS_REJECT/;

/** What no code of ours may do, as "line: what". */
export function dangersIn(path: string, text: string): string[] {
  if (!WORDS.test(text)) return [];
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const why = dangerOf(node);
    if (why !== undefined) found.push(`${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${why}`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Of node:child_process: these hand a text to a shell. `exec` is also a method of regular expressions. */
const SHELL_CALLS = new Set(["exec", "execSync"]);
const SHELLS = /^(?:.*\/)?(?:ba|da|z|k)?sh$|^cmd(?:\.exe)?$|^powershell(?:\.exe)?$/i;
/** Settings that switch off what makes TLS safe, or HTTP strict. */
const UNSAFE = new Set([
  "rejectUnauthorized",
  "checkServerIdentity",
  "insecureHTTPParser",
  "NODE_TLS_REJECT_UNAUTHORIZED",
]);

function dangerOf(node: ts.Node): string | undefined {
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) return dangerOfCall(node);
  if ((ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) && nameOf(node.name) === "shell") {
    const isOff = ts.isPropertyAssignment(node) && node.initializer.kind === ts.SyntaxKind.FalseKeyword;
    return isOff ? undefined : "a shell for a child process";
  }
  const name = ts.isIdentifier(node) || ts.isStringLiteral(node) ? node.text : "";
  return UNSAFE.has(name) ? `unsafe setting ${name}` : undefined;
}

function dangerOfCall({ expression, arguments: given = [] as never }: ts.CallExpression | ts.NewExpression) {
  const callee = nameOf(ts.isPropertyAccessExpression(expression) ? expression.name : expression);
  const [first, second] = given;
  if (callee === "eval" || callee === "Function" || callee === "runInThisContext") return `text as code: ${callee}`;
  if (SHELL_CALLS.has(callee) && isOfChildProcess(expression) && !isLiteral(first)) return `a shell for ${callee}`;
  const program = first !== undefined && ts.isStringLiteralLike(first) ? first.text : "";
  if (/^(?:spawn|execFile)(?:Sync)?$/.test(callee) && SHELLS.test(program) && !areLiterals(second)) {
    return `a shell for ${callee}`;
  }
  return undefined;
}

/** A bare function, or a method of something that is named like the module. */
function isOfChildProcess(expression: ts.Expression): boolean {
  if (ts.isIdentifier(expression)) return true;
  return ts.isPropertyAccessExpression(expression) && /^(?:child_?process|cp)$/i.test(expression.expression.getText());
}

function areLiterals(list: ts.Expression | undefined): boolean {
  return list !== undefined && ts.isArrayLiteralExpression(list) && list.elements.every(isLiteral);
}

function isLiteral(node: ts.Expression | undefined): boolean {
  return node !== undefined && ts.isStringLiteralLike(node);
}

function nameOf(node: ts.Node): string {
  return ts.isIdentifier(node) || ts.isStringLiteral(node) ? node.text : "";
}

/** Whether a file uses the global fetch: as a value, where it declares nothing of that name itself. */
export function usesGlobalFetch(path: string, text: string): boolean {
  if (!text.includes("fetch")) return false;
  let [used, declared] = [false, false];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node)) return;
    if (ts.isIdentifier(node) && node.text === "fetch") {
      const { parent } = node;
      if ((ts.isParameter(parent) || ts.isVariableDeclaration(parent)) && parent.name === node) declared = true;
      else if (ts.isBindingElement(parent) && parent.name === node) {
        const from = parent.parent.parent;
        const isGlobal = ts.isVariableDeclaration(from) && /^global(?:This)?$/.test(from.initializer?.getText() ?? "");
        if (isGlobal) used = true;
        else declared = true;
      } else if (ts.isPropertyAccessExpression(parent)) used ||= /^global(?:This)?$/.test(parent.expression.getText());
      else if (ts.isCallExpression(parent) && parent.expression === node && !declared) used = true;
      else if (ts.isShorthandPropertyAssignment(parent) && !declared) used = true;
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return used;
}
