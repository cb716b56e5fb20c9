import { decodeFolded, encodeFolded, isEnd } from "../../../provider/src/migration/spread/foldedLine";
import type { IndexReader } from "../../../provider/src/pinecone/types";
import type { LoggedMetadata } from "../../../provider/src/writeLog/entry";
import { type Digest, digestOf } from "./digests";

interface Content {
  readonly values: readonly number[] | undefined;
  readonly md: LoggedMetadata | undefined;
}

/** Records by namespace and id. */
export type Held = ReadonlyMap<string, Content>;

/** Every record of a serverless index. */
export async function heldIn(reader: IndexReader): Promise<Held> {
  const held = new Map<string, Content>();
  for (const namespace of (await reader.stats()).namespaces.keys()) {
    let token: string | undefined;
    do {
      const { ids, next } = await reader.list(namespace, token);
      for (const [id, { values, metadata }] of await reader.fetch(namespace, ids)) {
        held.set(JSON.stringify([namespace, id]), { values, md: metadata });
      }
      token = next;
    } while (token !== undefined);
  }
  return held;
}

/** What an index must hold once what the engine of one process folded is brought to it. */
export function afterFold(before: Held, lines: readonly string[]): Held {
  const held = new Map(before);
  for (const line of lines) {
    const read = decodeFolded(line);
    if (isEnd(read)) continue;
    const { folded } = read;
    const key = JSON.stringify([read.ns, read.id]);
    const old = held.get(key);
    if (folded.kind === "delete") held.delete(key);
    else if (folded.kind === "set") held.set(key, { values: numbers(folded.values), md: folded.md });
    else if (old !== undefined) {
      held.set(key, { values: numbers(folded.values) ?? old.values, md: { ...old.md, ...folded.md } });
    }
  }
  return held;
}

/** By `podshift spread digest`. */
export function digestOfHeld(held: Held): Promise<Digest> {
  async function* lines() {
    for (const [key, { values = [], md = {} }] of held) {
      const [ns = "", id = ""] = JSON.parse(key) as string[];
      const known = Object.keys(md).length === 0 ? undefined : md;
      yield `${encodeFolded({ ns, id, folded: { kind: "set", values, sparse: undefined, md: known } })}\n`;
    }
  }
  return digestOf(lines());
}

function numbers(values: readonly number[] | Float32Array | undefined): readonly number[] | undefined {
  return values === undefined ? undefined : Array.from(values);
}
