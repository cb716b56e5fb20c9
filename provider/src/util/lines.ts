import { createReadStream } from "node:fs";
import { StringDecoder } from "node:string_decoder";

/**
 * Lines of a text in UTF-8. They end with \n only: node:readline would end them at U+2028 and U+2029 too, which JSON leaves
 * as they are. What follows the last \n is a line if there is anything. \r stays.
 */
export async function* linesIn(bytes: AsyncIterable<unknown>): AsyncGenerator<string> {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  for await (const part of bytes) {
    const lines = (rest + decoder.write(part as Buffer)).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  rest += decoder.end();
  if (rest !== "") yield rest;
}

/** Lines of a file. */
export function linesOf(path: string): AsyncGenerator<string> {
  return linesIn(createReadStream(path));
}
