import { Control } from "../../../../provider/src/writeLog/control";
import { logOf } from "../../../support/writeLog/logs";
import { between, seeded } from "../../../support/writeLog/random";
import type { Reach } from "../../../support/writeLog/s3NetworkStore";
import { CALM, networkStore, VirtualNetwork } from "../../../support/writeLog/virtualNetwork";
import { VirtualProcess, VirtualTime } from "../../../support/writeLog/virtualTime";

const SWAPPERS = ["a", "b", "c", "d"];
const SWAPS = 15;

/** Several processes count up one number by swaps on a network that loses things. Answers what is wrong with the count. */
export async function swapHistory(seed: number, reach: Reach = networkStore): Promise<string[]> {
  const random = seeded(seed);
  const time = new VirtualTime((): number => (time.now >= 1_000 && random() < 0.01 ? between(random, 50, 6_000) : 0));
  const network = new VirtualNetwork(time, random, CALM);
  const files = new Map<string, Uint8Array>();
  let serial = 0;
  const join = (name: string) => {
    const process = new VirtualProcess(time, name, between(random, 0.99, 1.01));
    return new Control(reach(network, process, files, 400), process.clock, () => `${name}-${serial++}`);
  };
  void logOf(join("first"));
  await time.run(1_000);
  network.temper = { legMs: 10, slow: 0.05, slowMs: 900, dropped: 0.02, lost: 0.05 };
  let done = 0;
  for (const name of SWAPPERS) void count(join(name), () => (done += 1));
  await time.run(300_000);
  const last = [...files.keys()].sort().at(-1) ?? "";
  const { floor } = JSON.parse(Buffer.from(files.get(last) ?? []).toString()) as { floor: number };
  return [
    ...(done === SWAPPERS.length * SWAPS ? [] : [`${done} swaps ended`]),
    ...(floor === done ? [] : [`${done} swaps were said to be done, and the record was changed ${floor} times`]),
  ];
}

async function count(control: Control, done: () => void): Promise<void> {
  for (let n = 0; n < SWAPS; n += 1) {
    if ((await control.swap(({ floor }) => ({ floor: floor + 1 }))) !== undefined) done();
  }
}
