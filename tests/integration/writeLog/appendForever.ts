import { randomUUID } from "node:crypto";
import { systemClock } from "../../../provider/src/util/clock";
import { Appender } from "../../../provider/src/writeLog/appender";
import { openLog } from "../../../provider/src/writeLog/openLog";

/**
 * Appends entries until it is killed, several calls at a time, and prints the number of each that was acknowledged.
 * Usage: appendForever.ts URL WRITER
 */
const [url = "", writer = ""] = process.argv.slice(2);
const log = new Appender(openLog(url, { clock: systemClock, nonce: randomUUID }).store, writer);
let next = 0;

async function appendForever(): Promise<never> {
  for (;;) {
    const n = next++;
    await log.append([{ v: 1, t: n, n: 0, w: writer, e: 1, ns: "", op: "delete", ids: [String(n)] }]);
    process.stdout.write(`${n}\n`);
  }
}

for (let worker = 0; worker < 4; worker += 1) void appendForever();
