import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { createServer, type Server } from "node:net";
import type * as Cancellation from "../../../../provider/src/handlers/runtime/cancellation";
import { freshModule } from "../../../support/provider/freshModule";

const MODULE = require.resolve("../../../../provider/src/handlers/runtime/cancellation");
/** What asks for a stop is one a process and can't be taken back: each test has its own. */
const fresh = () => freshModule<typeof Cancellation>(MODULE);

const pulumiPath = require.resolve("@pulumi/pulumi/package.json");
const fromPulumi = createRequire(pulumiPath);
const { Empty } = fromPulumi("google-protobuf/google/protobuf/empty_pb.js");

async function listening(): Promise<{ server: Server; address: string }> {
  const server = createServer((socket) => socket.on("error", () => undefined));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  assert.ok(address !== null && typeof address === "object");
  return { server, address: `127.0.0.1:${address.port}` };
}

describe("listenForCancel", () => {
  let decode: unknown;
  beforeEach(() => {
    decode = Empty.deserializeBinary;
  });
  afterEach(() => {
    Empty.deserializeBinary = decode;
  });

  it("may be heard by any number of requests, without a warning of the runtime", async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => void warnings.push(warning);
    process.on("warning", note);
    const { stopSignal } = fresh();
    for (let at = 0; at < 30; at += 1) stopSignal.addEventListener("abort", () => undefined);
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.off("warning", note);
    assert.deepEqual(warnings, []);
  });

  it("hears the decoder by which the installed Pulumi reads a Cancel", () => {
    let heard = 0;
    assert.equal(
      fresh().listenForCancel(() => {
        heard += 1;
      }),
      true,
    );
    // The service definition of the provider's host: the very function that gRPC calls with a Cancel request's bytes.
    const { ResourceProviderService } = fromPulumi("./proto/provider_grpc_pb.js");
    const read = ResourceProviderService.cancel.requestDeserialize(Buffer.alloc(0));
    assert.equal(heard, 1);
    assert.ok(read instanceof Empty);
  });

  it("hears of no other request, but of GetPluginInfo: the engine asks that once, before any resource", () => {
    const { ResourceProviderService } = fromPulumi("./proto/provider_grpc_pb.js");
    const heard: string[] = [];
    let asked = "";
    fresh().listenForCancel(() => void heard.push(asked));
    for (asked of Object.keys(ResourceProviderService)) {
      ResourceProviderService[asked].requestDeserialize(Buffer.alloc(0));
    }
    assert.deepEqual(heard, ["cancel", "getPluginInfo"]);
  });

  it("asks to stop when nothing else is said", () => {
    const { listenForCancel, stopSignal } = fresh();
    listenForCancel();
    assert.equal(stopSignal.aborted, false);
    Empty.deserializeBinary(new Uint8Array());
    assert.equal(stopSignal.aborted, true);
  });

  it("gives up quietly when the internals are not as expected", () => {
    Empty.deserializeBinary = undefined;
    assert.equal(fresh().listenForCancel(), false);
  });

  it("gives up quietly when there is no such module", () => {
    const path = fromPulumi.resolve("google-protobuf/google/protobuf/empty_pb.js");
    const known = require.cache[path];
    assert.ok(known);
    require.cache[path] = { ...known, exports: {} } as NodeJS.Module;
    try {
      assert.equal(fresh().listenForCancel(), false);
    } finally {
      require.cache[path] = known;
    }
  });
});

describe("watchEngine", () => {
  it("waits for what is under way, then ends the process, once the engine is gone", async () => {
    const { watchEngine, stopSignal } = fresh();
    const { server, address } = await listening();
    const order: string[] = [];
    const ended = new Promise<void>((resolve) => {
      watchEngine(
        address,
        async () => {
          order.push(`idle, stopped: ${stopSignal.aborted}`);
          await new Promise(setImmediate);
          order.push("done");
        },
        () => {
          order.push("exit");
          resolve();
        },
      );
    });
    const looked = new Promise((resolve) => server.once("connection", resolve));
    // The timer is not to keep a process alive, so something else must until it fires.
    const alive = setInterval(() => undefined, 1_000);
    await looked;
    assert.deepEqual(order, []);
    assert.equal(stopSignal.aborted, false);
    server.close();
    await ended;
    clearInterval(alive);
    assert.deepEqual(order, ["idle, stopped: true", "done", "exit"]);
  });
});
