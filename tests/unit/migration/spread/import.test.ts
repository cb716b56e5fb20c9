import assert from "node:assert/strict";
import type { MigrationContext } from "../../../../provider/src/migration/context";
import { letImportEnd, SpreadImport } from "../../../../provider/src/migration/spread/import";
import type { SpreadJob } from "../../../../provider/src/migration/spread/job";
import { saveJob } from "../../../../provider/src/migration/spread/job";
import type { BulkImports, ImportState } from "../../../../provider/src/pinecone/types";
import { MemoryStore } from "../../../support/writeLog/memoryStore";

const URI = "s3://bucket/job-1";

/** A service with one import at most, whose states come one after the other. */
class Service implements BulkImports {
  started = 0;
  integration: string | undefined;
  loseAnswer = false;

  constructor(readonly states: string[]) {}

  async start(_uri: string, integration?: string): Promise<string> {
    this.started += 1;
    this.integration = integration;
    if (this.loseAnswer) throw new Error("no answer");
    return "import-1";
  }

  async describe(id: string): Promise<ImportState | undefined> {
    const status = this.states.shift() ?? "Completed";
    return id === "import-1" && this.started > 0 ? { id, status, percent: 50, records: 7 } : undefined;
  }

  async find(uri: string): Promise<ImportState | undefined> {
    return uri === URI ? this.describe("import-1") : undefined;
  }
}

function importing(store: MemoryStore, client: Service, there: readonly string[] = []) {
  return new SpreadImport({
    ...{ store, job: "job-1", client, signal: new AbortController().signal, integration: "integration-1" },
    clock: { sleep: async () => undefined },
    namespaces: async () => there,
    mustHold: () => undefined,
    progress: () => undefined,
  });
}

describe("the bulk import of a distributed catch-up", () => {
  it("is started once and waited for; whoever asks again hears what it came to", async () => {
    const [store, service] = [new MemoryStore(), new Service(["Pending", "InProgress"])];
    assert.equal(await importing(store, service).isDone(), false);
    assert.equal(await importing(store, service).run(URI, ["new"]), 7);
    assert.equal(await importing(store, service).run(URI, ["new"]), 7);
    assert.deepEqual([service.started, service.integration], [1, "integration-1"]);
    assert.equal(await importing(store, service).isDone(), true);
  });

  it("needs none for no namespaces", async () => {
    const service = new Service([]);
    assert.equal(await importing(new MemoryStore(), service).run(URI, []), 0);
    assert.equal(service.started, 0);
  });

  it("is refused into a namespace that exists by now", async () => {
    const service = new Service([]);
    await assert.rejects(importing(new MemoryStore(), service, ["new"]).run(URI, ["new"]), { code: "IMPORT_FAILED" });
    assert.equal(service.started, 0);
  });

  it("is found again when the answer to its start was lost, also when its namespace is there already", async () => {
    const [store, service] = [new MemoryStore(), new Service([])];
    service.loseAnswer = true;
    await assert.rejects(importing(store, service).run(URI, ["new"]));
    service.loseAnswer = false;
    assert.equal(await importing(store, service, ["new"]).run(URI, ["new"]), 7);
    assert.equal(service.started, 1);
  });

  it("may begin unseen as long as its start has no answer: its lease is not handed back", async () => {
    const [store, service] = [new MemoryStore(), new Service([])];
    const heard = importing(store, service);
    assert.equal(heard.isQuiet, true);
    await heard.run(URI, ["new"]);
    assert.equal(heard.isQuiet, true);
    service.loseAnswer = true;
    const unheard = importing(new MemoryStore(), service);
    await assert.rejects(unheard.run(URI, ["new"]));
    assert.equal(unheard.isQuiet, false);
  });

  it("is started after all when it was never asked for", async () => {
    const [store, service] = [new MemoryStore(), new Service([])];
    await store.put("spread/job-1/import.json", Buffer.from(JSON.stringify({ v: 1, uri: URI, namespaces: ["new"] })));
    assert.equal(await importing(store, service).run(URI, ["new"]), 7);
    assert.equal(service.started, 1);
  });

  it("fails the job when it brought other records than were written, also when its leader is started again", async () => {
    const [store, service] = [new MemoryStore(), new Service([])];
    const failure = { code: "IMPORT_FAILED", message: /brought 7 records, and 8 were written/ };
    await assert.rejects(importing(store, service).run(URI, ["new"], 8), failure);
    assert.equal(await importing(store, service).isDone(), false);
    await assert.rejects(importing(store, service).run(URI, ["new"], 8), failure);
    assert.equal(service.started, 1);
    assert.equal(await importing(new MemoryStore(), new Service([])).run(URI, ["new"], 7), 7);
  });

  for (const status of ["Failed", "Cancelled"]) {
    it(`fails the job when it ends as ${status}`, async () => {
      await assert.rejects(importing(new MemoryStore(), new Service(["InProgress", status])).run(URI, ["new"]), {
        code: "IMPORT_FAILED",
      });
    });
  }
});

describe("an applier and the bulk import of a job that was left", () => {
  const target = { name: "docs-serverless", host: "host-1" };

  async function left(service: Service, change: Partial<SpreadJob> = {}, file: object = { id: "import-1" }) {
    const store = new MemoryStore();
    await saveJob(store, { job: "job-1", state: "running", target, ...change } as SpreadJob);
    const body = JSON.stringify({ v: 1, uri: URI, namespaces: ["new"], ...file });
    await store.put("spread/job-1/import.json", Buffer.from(body));
    service.started = 1;
    const waits: string[] = [];
    const context = {
      client: { describeIndex: async () => target, imports: () => service },
      clock: { sleep: async () => undefined },
      progress: (text: string) => waits.push(text),
    } as unknown as MigrationContext;
    await letImportEnd(context, store);
    return waits.length;
  }

  it("waits while it writes, known by its id or only by its place", async () => {
    assert.equal(await left(new Service(["Pending", "InProgress", "Failed"])), 2);
    assert.equal(await left(new Service(["InProgress", "Completed"]), {}, {}), 1);
  });

  it("waits for none that is done, of a job that is, or of an index that is not there any more", async () => {
    assert.equal(await left(new Service(["InProgress"]), {}, { id: "import-1", records: 7 }), 0);
    assert.equal(await left(new Service(["InProgress"]), { state: "finished" }), 0);
    assert.equal(await left(new Service(["InProgress"]), { target: { ...target, host: "host-0" } }), 0);
    await letImportEnd({} as MigrationContext, new MemoryStore());
  });
});
