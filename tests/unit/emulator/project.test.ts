import assert from "node:assert/strict";
import { settingsFrom } from "../../../emulator/dist/options";
import { systemClock } from "../../../emulator/dist/states";
import { collect } from "../../../emulator/dist/store/collections";
import { IndexStore, type PodSpec } from "../../../emulator/dist/store/indexStore";
import { NO_LEDGER, type ProjectEvent } from "../../../emulator/dist/store/ledger";
import { type OpenHost, Project } from "../../../emulator/dist/store/project";

const POD: PodSpec = {
  kind: "pod",
  environment: "us-east-1-aws",
  podType: "p1.x1",
  pods: 1,
  replicas: 1,
  shards: 1,
  indexed: undefined,
  sourceCollection: undefined,
};
const SETTINGS = settingsFrom({});
const WRITE = {
  kind: "put",
  records: [{ id: "a", values: [1, 2], sparse: undefined, metadata: undefined }],
} as const;

function index(name: string): IndexStore {
  const definition = { name, dimension: 2, metric: "cosine", vectorType: "dense" } as const;
  return new IndexStore(definition, POD, SETTINGS, systemClock);
}

/** A project, and the events that it takes down. */
function project(whenOpened: (index: IndexStore) => void) {
  const events: ProjectEvent[] = [];
  const openHost: OpenHost = async (opened) => {
    whenOpened(opened);
    return { url: "http://127.0.0.1:1", close: async () => undefined };
  };
  const ledger = { ...NO_LEDGER, append: (event: ProjectEvent) => void events.push(event) };
  return { made: new Project(SETTINGS, systemClock, openHost, ledger), events };
}

describe("emulator: what a project takes down", () => {
  it("has a write that reaches an index of an earlier run as soon as its port is open", async () => {
    const { made, events } = project((opened) => void opened.write("n", WRITE));
    const docs = Object.assign(index("docs"), { host: "http://127.0.0.1:1", state: "Ready" });
    await made.addIndexAgain(docs);
    assert.deepEqual(events, [{ kind: "records", id: docs.id, namespace: "n", change: WRITE }]);
  });

  it("has the records of a collection that is gone before the index made from it has its port", async () => {
    const source = index("pods");
    source.write("n", WRITE);
    const saved = collect("saved", source, POD.environment);
    const { made, events } = project(() => made.removeCollection(saved));
    made.addCollection(saved);
    await made.addIndex(index("docs"), saved);
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ["collection", "collection", "collectionGone", "index", "records", "lsn"],
    );
  });
});
