import assert from "node:assert/strict";
import { filesHolding, linesHolding } from "../leaks";
import type { LoadStack } from "../load/loadStack";
import type { FaultyPlace } from "./faultyPlace";
import type { S3Server } from "./server";

const KEYS = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] as const;

/**
 * Fails when a key of the store is in what the CLI printed, its state, a preview, or the log itself. Looks for the whole
 * of the stack's folder and of the bucket.
 */
export async function assertNoKeyLeaked(stack: LoadStack, { server }: FaultyPlace): Promise<void> {
  const preview = await stack.stack.run("preview", "--diff", "--json");
  const state = await stack.stack.run("stack", "export");
  const printed = [...stack.outputs, preview.output, state.output].join("\n");
  assert.match(printed, /s3:\/\//, "what was printed names the log: there was something to search");
  const objects = await everyObject(server);
  assert.ok(objects.length > 10, `only ${objects.length} objects in the bucket`);
  for (const name of [...KEYS, "PINECONE_API_KEY"] as const) {
    const key = name === "PINECONE_API_KEY" ? stack.stack.env.PINECONE_API_KEY : server.env[name];
    assert.ok(key !== undefined && key.length > 8, name);
    assert.deepEqual(linesHolding(printed, key), [], `${name} was printed`);
    assert.deepEqual(filesHolding(stack.stack.folder, key), [], `${name} is in a file`);
    assert.deepEqual(
      objects.filter(({ text }) => text.includes(key)).map((each) => each.key),
      [],
      `${name} is in the log`,
    );
  }
}

/** Every object of the bucket that the log is in. The servers of the tests want no signatures. */
async function everyObject({ endpoint, bucket }: S3Server) {
  const found: { readonly key: string; readonly text: string }[] = [];
  const ask = async (path: string) => {
    const answer = await fetch(`${endpoint}/${bucket}${path}`);
    assert.equal(answer.status, 200, path);
    return answer.text();
  };
  for (let token: string | undefined, more = true; more; more = token !== undefined) {
    const from = token === undefined ? "" : `&continuation-token=${encodeURIComponent(token)}`;
    const page = await ask(`?list-type=2${from}`);
    for (const [, key = ""] of page.matchAll(/<Key>(.*?)<\/Key>/gs)) found.push({ key, text: await ask(`/${key}`) });
    token = /<NextContinuationToken>(.*?)<\/NextContinuationToken>/s.exec(page)?.[1];
  }
  return found;
}
