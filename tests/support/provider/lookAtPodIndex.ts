// A provider's process as the engine starts it: the engine's address is its first argument. Looks at a pod index once,
// then has something under way until its input ends, whatever becomes of the engine.
import { providerOf } from "../../../provider/src/handlers";
import { stopSignal } from "../../../provider/src/handlers/runtime/cancellation";
import { track } from "../../../provider/src/handlers/runtime/process";
import { token } from "../../../provider/src/tokens";

const [, , , controllerHost = ""] = process.argv;

async function main(): Promise<void> {
  // The server that the engine calls keeps a real one alive.
  setInterval(() => undefined, 60_000);
  stopSignal.addEventListener("abort", () => process.stdout.write("stopping\n"));
  const config = {
    get: (key: string) => ({ "pinecone:apiKey": "child-key", "pinecone:controllerHost": controllerHost })[key],
  };
  const provider = providerOf("PodIndex");
  provider.configure({ config });
  const __urn = `urn:pulumi:dev::podshift::${token("PodIndex")}::docs`;
  await provider.check({}, { name: "docs", guarded: false, __urn });
  process.stdin.resume();
  await track(new Promise((resolve) => process.stdin.once("end", resolve)));
  process.stdout.write("done\n");
}

void main();
