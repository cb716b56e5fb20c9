import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { InlineStack } from "../../support/inlineStack";
import { PodIndexFixture } from "../../support/podIndexFixture";

interface SubchannelPool {
  readonly pool: Readonly<Record<string, readonly unknown[]>>;
  unrefUnusedSubchannels(): void;
}

// Internal to gRPC, whose version the lockfile holds: no public call lists the connections that a process shares.
const { getSubchannelPool } = createRequire(__filename)("@grpc/grpc-js/build/src/subchannel-pool") as {
  readonly getSubchannelPool: (shared: boolean) => SubchannelPool;
};

/** The addresses to which some client of this process holds or retries a connection. */
function connections(): readonly string[] {
  const shared = getSubchannelPool(true);
  shared.unrefUnusedSubchannels();
  return Object.keys(shared.pool).filter((address) => (shared.pool[address] ?? []).length > 0);
}

describe("a program run in the test's process leaves no connection to the engine that ended", () => {
  let fixture: PodIndexFixture;
  let stack: InlineStack;
  let before: readonly string[];

  beforeEach(async () => {
    fixture = await PodIndexFixture.start();
    stack = await InlineStack.of(fixture, { phase: "assess" });
    before = connections();
  });

  afterEach(async () => {
    stack?.dispose();
    await fixture?.stop();
  });

  const opened = () => connections().filter((address) => !before.includes(address));

  it("after a preview that went through", async () => {
    assert.equal((await stack.run("preview")).code, 0);
    assert.deepEqual(opened(), []);
  });

  it("after a preview that was refused", async () => {
    stack.set({ phase: "retire" });
    assert.notEqual((await stack.run("preview")).code, 0);
    assert.deepEqual(opened(), []);
  });
});
