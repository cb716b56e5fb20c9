import { parentPort, workerData } from "node:worker_threads";
import { Handles } from "./handles";
import type { Batch } from "./pool";
import { type Reading, readText } from "./readText";
import { ALL_RULES } from "./rules";

/** What a thread answers: a reading for each text, in order. @param paths of the files that the tree has */
export function answering(paths: readonly string[]): (batch: Batch) => Reading[] {
  const handles = new Handles(new Set(paths));
  return ({ texts, exported }) => {
    for (const [path, each] of exported) handles.take(path, each);
    return texts.map(({ path, text }) => readText(path, text, ALL_RULES, handles));
  };
}

if (parentPort !== null && Array.isArray(workerData)) {
  const port = parentPort;
  const answer = answering(workerData as readonly string[]);
  port.on("message", (batch: Batch) => port.postMessage(answer(batch)));
}
