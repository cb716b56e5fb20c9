import { parseSegment } from "../../../../provider/src/writeLog/segments";

/** All that a log's segments hold, as `id@version`; fails when a segment is broken or a number is left out. */
export function contentOf(files: ReadonlyMap<string, Uint8Array>): Set<string> {
  const content = new Set<string>();
  const expected = new Map<string, number>();
  for (const path of [...files.keys()].filter((each) => each.startsWith("segments/")).sort()) {
    const [, writer = "", name = ""] = path.split("/");
    const number = expected.get(writer) ?? 0;
    if (Number.parseInt(name, 10) !== number) throw new Error(`${path}: number ${number} is left out`);
    expected.set(writer, number + 1);
    for (const entry of parseSegment(writer, number, files.get(path) ?? new Uint8Array()).entries) {
      if (entry.op === "upsert") content.add(`${entry.id}@${entry.values?.[0]}`);
    }
  }
  return content;
}
