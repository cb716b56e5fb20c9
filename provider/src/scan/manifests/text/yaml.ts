import { isMap, parseDocument, type YAMLMap } from "yaml";

/** Characters. Files that people write are shorter by far; the parser takes minutes for some broken ones of 200,000. */
const LONGEST = 60_000;

/** Parses a file of YAML and gives its root, if that is a map. Throws on broken syntax, and on a file that is too long. */
export function yamlMap(text: string): YAMLMap | undefined {
  if (text.length > LONGEST) throw new RangeError(`more than ${LONGEST} characters`);
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) throw error;
  return isMap(document.contents) ? document.contents : undefined;
}
