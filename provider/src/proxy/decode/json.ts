import { malformed, notRecordable } from "../refused";
import { textOf } from "./text";

/**
 * A number runs to the next of these, so strings and brackets are all that there is to look at. A string without an end is
 * one too, up to the end of the text: looked for anew from each quote in it, it would take the square of its length.
 */
const TOKEN = /[[\]{}]|"(?:[^"\\]|\\[\s\S])*"?/g;
/** Half of a pair: it has no UTF-8, and what the service makes of it isn't known. */
const LONE = /\p{Surrogate}/u;
/** Deeper than any filter or metadata; what parses JSON on the other side may have a limit of its own. */
const MOST_DEPTH = 64;

/**
 * A JSON body, read strictly: UTF-8, and no key twice in one object, as two readers may take either.
 *
 * @throws Refused
 */
export function parseJson(bytes: Uint8Array): unknown {
  const text = textOf(bytes);
  if (text === undefined) throw malformed("the body is not UTF-8");
  // First, as it also keeps the parser from what is nested without end.
  refuseTwice(text);
  return parsedOf(text);
}

function parsedOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed("the body is not JSON");
  }
}

/** Of a text that isn't JSON it says nothing: that comes after it. */
function refuseTwice(text: string): void {
  const open: (Set<string> | undefined)[] = [];
  TOKEN.lastIndex = 0;
  for (let found = TOKEN.exec(text); found !== null; found = TOKEN.exec(text)) {
    const [token] = found;
    const keys = open.at(-1);
    if (token === "{" || token === "[") {
      if (open.length === MOST_DEPTH) throw notRecordable(`JSON nested deeper than ${MOST_DEPTH}`);
      open.push(token === "{" ? new Set() : undefined);
    } else if (token === "}" || token === "]") open.pop();
    else if (token.includes("\\u") && LONE.test(String(parsedOf(token)))) throw notRecordable("half a character");
    else if (keys !== undefined && isKey(text, TOKEN.lastIndex)) addKey(keys, token);
  }
}

/** A string is a key when a colon follows. */
function isKey(text: string, end: number): boolean {
  let at = end;
  while (text.charCodeAt(at) <= 0x20) at += 1;
  return text[at] === ":";
}

function addKey(keys: Set<string>, token: string): void {
  const key = token.includes("\\") ? String(parsedOf(token)) : token.slice(1, -1);
  if (keys.has(key)) throw notRecordable("a field that comes twice");
  // JSON.parse keeps it as an own property, but spreading and assigning treat it as another thing.
  if (key === "__proto__") throw notRecordable("a field named __proto__");
  keys.add(key);
}
