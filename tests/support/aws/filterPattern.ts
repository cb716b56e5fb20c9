/**
 * Filter patterns of CloudWatch Logs over JSON, as far as podshift's go (User Guide, "Filter pattern syntax for metric
 * filters"): `{ ($.a = "x") && ($.b[0].c = *) }` with `&&`, `||`, parentheses, strings and `*` for "is there".
 */
export function matches(pattern: string, line: string): boolean {
  const tokens = tokensOf(pattern);
  const parsed = parse(tokens, JSON.parse(line) as unknown);
  if (tokens.length > 0) throw new Error(`${pattern}: ${tokens.join(" ")} is left over`);
  return parsed;
}

/** What a selector such as `$.backlog.entries` finds. */
export function selected(selector: string, value: unknown): unknown {
  const steps = selector.match(/\.\w+|\[\d+\]/g) ?? [];
  if (`$${steps.join("")}` !== selector) throw new Error(`${selector} is no selector`);
  return steps.reduce<unknown>((found, step) => {
    if (typeof found !== "object" || found === null) return undefined;
    return (found as Record<string, unknown>)[step.replace(/[.[\]]/g, "")];
  }, value);
}

function tokensOf(pattern: string): string[] {
  const inside = /^\{(.*)\}$/.exec(pattern)?.[1] ?? "";
  const tokens = inside.match(/\$[\w.[\]]+|"[^"]*"|&&|\|\||[()=*]/g) ?? [];
  if (tokens.length === 0 || tokens.join("") !== inside.replace(/\s/g, "")) throw new Error(`${pattern} can't be read`);
  return tokens;
}

/** `||` binds less than `&&`. */
function parse(tokens: string[], value: unknown): boolean {
  let found = both(tokens, value);
  while (tokens[0] === "||") {
    tokens.shift();
    found = both(tokens, value) || found;
  }
  return found;
}

function both(tokens: string[], value: unknown): boolean {
  let found = term(tokens, value);
  while (tokens[0] === "&&") {
    tokens.shift();
    found = term(tokens, value) && found;
  }
  return found;
}

function term(tokens: string[], value: unknown): boolean {
  const first = tokens.shift() ?? "";
  if (first === "(") {
    const inner = parse(tokens, value);
    if (tokens.shift() !== ")") throw new Error("a parenthesis isn't closed");
    return inner;
  }
  if (tokens.shift() !== "=") throw new Error(`${first} isn't compared`);
  const wanted = tokens.shift() ?? "";
  const found = selected(first, value);
  if (wanted === "*") return found !== undefined;
  return found === JSON.parse(wanted);
}
