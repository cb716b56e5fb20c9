import assert from "node:assert/strict";
import { type Emulator, type EmulatorOptions, startEmulator } from "pinecone-emulator";
import { connect } from "../../../provider/src/pinecone/client";

const SPECS = {
  pod: { pod: { environment: "us-east-1-aws", pod_type: "p1.x1" } },
  serverless: { serverless: { cloud: "aws", region: "us-east-1" } },
};

/** An emulator for each test of a suite, stopped after it. */
export function eachOnEmulator(options: EmulatorOptions = {}): () => Emulator {
  let emulator: Emulator | undefined;
  beforeEach(async () => {
    emulator = await startEmulator(options);
  });
  afterEach(async () => {
    await emulator?.stop();
    emulator = undefined;
  });
  return () => emulator ?? assert.fail("no emulator outside a test");
}

/** Makes an index of two dimensions without records, and gives what reads and writes it. */
export async function writtenIndex(
  emulator: Emulator,
  kind: keyof typeof SPECS,
  { timeoutMs, signal, apiKey = "k" }: { timeoutMs?: number; signal?: AbortSignal; apiKey?: string } = {},
) {
  const headers = { "Api-Key": apiKey, "X-Pinecone-Api-Version": "2026-04" };
  const body = JSON.stringify({ name: "docs", dimension: 2, metric: "dotproduct", spec: SPECS[kind] });
  const answer = await fetch(`${emulator.url}/indexes`, { method: "POST", headers, body });
  assert.ok(answer.ok, await answer.text());
  const client = connect({ apiKey, controllerHost: emulator.url, firstPauseMs: 1, signal });
  const host = (await client.describeIndex("docs"))?.host ?? assert.fail("no index");
  return {
    host,
    emulator,
    reader: client.catchUpReader(host),
    writer: client.writer(host, timeoutMs === undefined ? {} : { timeoutMs }),
    /** How many requests to a path arrived. */
    sent: (path: string) => emulator.journal.filter((entry) => entry.path === path).length,
  };
}
