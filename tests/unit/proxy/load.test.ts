import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { ClientGone, readBody, refuseByLength } from "../../../provider/src/proxy/body";
import { Load } from "../../../provider/src/proxy/load";
import { Refused } from "../../../provider/src/proxy/refused";

const LIMITS = { bodyBytes: 10, receiveMs: 5_000 };

describe("load", () => {
  it("counts requests and bytes, and gives back what ends", async () => {
    const load = new Load({ requests: 2, bufferedBytes: 10 });
    const [first, second] = [load.begin(), load.begin()];
    assert.throws(() => load.begin(), { status: 503, code: 14 });
    first.take(6);
    assert.throws(() => second.take(5), { status: 503 });
    second.take(4);
    first.end();
    first.end();
    assert.deepEqual([load.requests, load.bufferedBytes], [1, 4]);
    let idle = false;
    const waited = load.idle().then(() => {
      idle = true;
    });
    await sleep(1);
    assert.equal(idle, false);
    second.end();
    await waited;
    assert.throws(() => second.take(1), Refused);
  });

  it("keeps an eighth of the room for reads", () => {
    const load = new Load({ requests: 16, bufferedBytes: 1_600 });
    const writes = Array.from({ length: 14 }, () => load.begin("write"));
    assert.throws(() => load.begin("write"), { status: 503, code: 14 });
    for (const write of writes) write.take(100);
    assert.throws(() => writes[0]?.take(1), { status: 503 });
    const reads = [load.begin("read"), load.begin("read")];
    assert.throws(() => load.begin("read"), { status: 503 });
    for (const read of reads) read.take(100);
    assert.throws(() => reads[0]?.take(1), { status: 503 });
    assert.deepEqual([load.requests, load.bufferedBytes], [16, 1_600]);
    writes.pop()?.end();
    load.begin("read").take(100);
    // Reads may take what writes leave.
    assert.throws(() => load.begin("write"), { status: 503 });
  });

  const reading = (body: PassThrough, limits = LIMITS) =>
    readBody(body, limits, new Load({ requests: 1, bufferedBytes: 8 }).begin());

  it("reads a body whole", async () => {
    const body = new PassThrough();
    const read = reading(body);
    body.write("abc");
    body.end("de");
    assert.equal((await read).toString(), "abcde");
  });

  it("refuses one that is too long, has no room, or is too slow", async () => {
    const long = new PassThrough();
    const refusedLong = assert.rejects(reading(long), { status: 413 });
    long.write("0123456789a");
    await refusedLong;
    const full = new PassThrough();
    const refusedFull = assert.rejects(reading(full), { status: 503 });
    full.write("012345678");
    await refusedFull;
    await assert.rejects(reading(new PassThrough(), { ...LIMITS, receiveMs: 5 }), { status: 408 });
    assert.throws(() => refuseByLength("11", LIMITS), { status: 413 });
    assert.throws(() => refuseByLength("1e3", LIMITS), { status: 400 });
    refuseByLength("10", LIMITS);
  });

  it("notices a client that goes away", async () => {
    const body = new PassThrough();
    const read = assert.rejects(reading(body), ClientGone);
    body.destroy();
    await read;
  });
});
