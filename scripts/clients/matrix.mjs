/** A Markdown table of what each client did: yes, no, or a dash where the client has no such operation. */
export function matrixOf(runs) {
  const operations = [...new Set(runs.flatMap(({ lines }) => lines.map(({ operation }) => operation)))];
  const cell = (lines, operation) => {
    const line = lines.find((each) => each.operation === operation);
    if (line === undefined) return "–";
    return line.error === undefined ? "yes" : "**no**";
  };
  return [
    row(["operation", ...runs.map(({ name }) => name)]),
    row(["---", ...runs.map(() => "---")]),
    ...operations.map((operation) => row([operation, ...runs.map(({ lines }) => cell(lines, operation))])),
  ].join("\n");
}

function row(cells) {
  return `| ${cells.join(" | ")} |`;
}

const BEGIN = "<!-- clients: written by npm run test:clients -- --write -->";
const END = "<!-- clients: end -->";

/** The page with its matrix renewed; throws when the page has no place for it. */
export function withMatrix(page, matrix) {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`no place for the matrix: ${BEGIN} ... ${END}`);
  return `${page.slice(0, begin + BEGIN.length)}\n\n${matrix}\n\n${page.slice(end)}`;
}
