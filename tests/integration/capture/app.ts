// An application in a process of its own. Arguments: controller, log, what to do. Prints one line an event.
import { type Index, Pinecone } from "@pinecone-database/pinecone";
import { captureState, captureWrites, endCapture } from "../../../provider/src/capture";
import { PodshiftError } from "../../../provider/src/errors";

const [controllerHostUrl = "", log = "", task = ""] = process.argv.slice(2);
const pc = new Pinecone({ apiKey: "app", controllerHostUrl, maxRetries: 0 });

async function main(): Promise<void> {
  const index = await captureWrites(pc.index("docs"), {
    log,
    connect: (place) => pc.index({ host: place.host }),
    name: "app",
  });
  console.log(`writer ${captureState(index).writer}`);
  if (task === "forever") await Promise.all(Array.from({ length: 8 }, (_, worker) => writeForever(index, worker)));
  if (task === "once" || task === "ended") await write(index, "a");
  if (task === "held") await whenAsked(() => write(index, "a"));
  if (task === "ended") await endCapture(index);
}

async function writeForever(index: Index, worker: number): Promise<void> {
  for (let n = 0; ; n += 1) await write(index, `${worker}-${n}`);
}

async function write(index: Index, id: string): Promise<void> {
  while (!(await isAcknowledged(index, id)));
  console.log(`wrote ${id}`);
}

/** False when the write is to be made again, as an application does: a busy machine pauses a process past its lease. */
async function isAcknowledged(index: Index, id: string): Promise<boolean> {
  try {
    await index.upsert({ records: [{ id, values: [1, 2] }] });
    return true;
  } catch (error) {
    if (error instanceof PodshiftError && error.code === "WRITE_NOT_ACKNOWLEDGED") return false;
    throw error;
  }
}

/** Runs once a line came; from then on nothing but the work itself keeps the process. */
async function whenAsked(work: () => Promise<void>): Promise<void> {
  await new Promise((resolve) => process.stdin.once("data", resolve));
  process.stdin.destroy();
  await work();
}

void main();
