// A comparison in a process of its own, that can be killed: its only argument is CompareProcess as JSON. Prints one line
// when it begins, and is then busy until it is through.
import { compareIndexes } from "../../../provider/src/migration/compareIndexes";
import { connect } from "../../../provider/src/pinecone/client";
import { systemClock } from "../../../provider/src/util/clock";

export interface CompareProcess {
  readonly url: string;
  readonly request: Omit<Parameters<typeof compareIndexes>[1], "log" | "extraIds">;
}

const { url, request } = JSON.parse(process.argv[2] ?? "{}") as CompareProcess;
const ignore = () => undefined;

async function main(): Promise<void> {
  process.stdout.write(`${JSON.stringify({ event: "comparing" })}\n`);
  const client = connect({ apiKey: "killed", controllerHost: url });
  const signal = new AbortController().signal;
  await compareIndexes({ client, clock: systemClock, signal, progress: ignore, report: ignore, warn: ignore }, request);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
