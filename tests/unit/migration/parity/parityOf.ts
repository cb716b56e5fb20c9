import { type ParityOptions, type ParityReport, runParity } from "../../../../provider/src/migration/parity/runParity";
import type { StoredRecord } from "../../../../provider/src/pinecone/types";
import { type Contents, fakeIndex, quickClock, type Script } from "./fakeIndex";

export interface Sides {
  pod: Contents;
  serverless: Contents;
  podScript?: Script;
  script?: Script;
}

/** A parity check of two indexes in memory, without waiting. */
export async function parityOf(sides: Sides, options: Partial<ParityOptions> = {}): Promise<ParityReport> {
  return runParity({
    pod: fakeIndex(sides.pod, sides.podScript),
    serverless: fakeIndex(sides.serverless, sides.script),
    podIndex: "docs",
    serverlessIndex: "docs-serverless",
    hosts: { pod: "docs.example", serverless: "docs-serverless.example" },
    content: "all",
    queries: 0,
    seed: 1,
    clock: quickClock(),
    ...options,
  });
}

export const plain = (id: string, first = 1): StoredRecord => ({ id, values: [first, 2] });
export const many = (count: number) => Array.from({ length: count }, (_, at) => plain(`r-${at}`, at + 1));
