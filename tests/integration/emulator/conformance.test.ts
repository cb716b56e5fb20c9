// Every operation of the API definition: its success, its refusals one by one, a wrong key, and an error of the server. The
// shapes of all these answers are judged by the official client's types (harness.ts).
import assert from "node:assert/strict";
import { clientParts } from "../../support/emulator/conformance/checkAnswer";
import { eachWithEmulator, type Harness, type Reply } from "./harness";
import { NEVER_GIVEN, NOT_MODELLED, OPERATIONS, type Operation } from "./operations";

/** A request to an operation: what stands for the names in its path, the query string, the body, and to which index. */
interface Sent {
  readonly names?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: unknown;
  /** Data plane only: an index, by name or by its URL. */
  readonly index?: string;
  readonly host?: string;
  readonly key?: string;
}

/** Prepares the emulator and says what to send. */
type Case = (at: Harness) => Promise<Sent> | Sent;

const SERVERLESS = { serverless: { cloud: "aws", region: "us-east-1" } };
const VECTOR = { id: "a", values: [1, 0], metadata: { color: "red" } };

/** Pod index `pods` and serverless index `docs`, each with a record, as far as the quotas below allow. */
async function prepare(at: Harness): Promise<void> {
  await at.pod("pods");
  await at.serverless("docs");
  await at.data("pods", "POST", "/vectors/upsert", { vectors: [VECTOR] });
  await at.data("docs", "POST", "/vectors/upsert", { vectors: [VECTOR], namespace: "a" });
}

const QUOTAS = { indexes: 2, pods: 2, collections: 1, backups: 1, namespaces: 2 };

const collection = (at: Harness) => at.control("POST", "/collections", { name: "saved", source: "pods" });
const backup = async (at: Harness): Promise<string> =>
  (await at.control("POST", "/indexes/docs/backups", {})).body.backup_id;
const folder = { uri: "file:///nowhere" };
const startImport = async (at: Harness): Promise<string> =>
  (await at.data("docs", "POST", "/bulk/imports", folder)).body.id;
const nowhere: Case = () => ({
  names: { index_name: "none", backup_id: "none", job_id: "none", collection_name: "none" },
});

const SUCCESS: Readonly<Record<string, Case>> = {
  list_indexes: () => ({}),
  create_index: () => ({ body: { name: "new", dimension: 2, spec: SERVERLESS } }),
  describe_index: () => ({ names: { index_name: "pods" } }),
  delete_index: () => ({ names: { index_name: "pods" } }),
  configure_index: () => ({ names: { index_name: "pods" }, body: { spec: { pod: { replicas: 2 } } } }),
  list_index_backups: async (at) => {
    await backup(at);
    return { names: { index_name: "docs" } };
  },
  create_backup: () => ({ names: { index_name: "docs" }, body: { name: "nightly" } }),
  list_collections: async (at) => {
    await collection(at);
    return {};
  },
  create_collection: () => ({ body: { name: "saved", source: "pods" } }),
  list_project_backups: async (at) => {
    await backup(at);
    return {};
  },
  describe_backup: async (at) => ({ names: { backup_id: await backup(at) } }),
  delete_backup: async (at) => ({ names: { backup_id: await backup(at) } }),
  create_index_from_backup_operation: async (at) => ({
    names: { backup_id: await backup(at) },
    body: { name: "again" },
  }),
  list_restore_jobs: async (at) => {
    await at.control("POST", `/backups/${await backup(at)}/create-index`, { name: "again" });
    return {};
  },
  describe_restore_job: async (at) => {
    const { body } = await at.control("POST", `/backups/${await backup(at)}/create-index`, { name: "again" });
    return { names: { job_id: body.restore_job_id } };
  },
  describe_collection: async (at) => {
    await collection(at);
    return { names: { collection_name: "saved" } };
  },
  delete_collection: async (at) => {
    await collection(at);
    return { names: { collection_name: "saved" } };
  },
  listBulkImports: async (at) => {
    await startImport(at);
    return {};
  },
  startBulkImport: () => ({ body: folder }),
  describeBulkImport: async (at) => ({ names: { id: await startImport(at) } }),
  cancelBulkImport: async (at) => ({ names: { id: await startImport(at) } }),
  describeIndexStats: () => ({ body: {} }),
  queryVectors: () => ({
    body: { namespace: "a", vector: [1, 0], topK: 1, includeValues: true, includeMetadata: true },
  }),
  deleteVectors: () => ({ body: { namespace: "a", ids: ["a"] } }),
  fetchVectors: () => ({ query: "?ids=a&namespace=a" }),
  fetch_vectors_by_metadata: () => ({ body: { namespace: "a", filter: { color: "red" } } }),
  listVectors: () => ({ query: "?namespace=a" }),
  updateVector: () => ({ body: { namespace: "a", id: "a", setMetadata: { color: "blue" } } }),
  upsertVectors: () => ({ body: { vectors: [VECTOR] } }),
  listNamespacesOperation: () => ({}),
  createNamespace: () => ({ body: { name: "b" } }),
  describeNamespace: () => ({ names: { namespace: "a" } }),
  deleteNamespace: () => ({ names: { namespace: "a" } }),
};

const REFUSALS: Readonly<Record<string, Readonly<Record<number, Case>>>> = {
  create_index: {
    400: () => ({ body: { name: "new", dimension: 2, metric: "taxicab", spec: SERVERLESS } }),
    403: async (at) => {
      await at.serverless("second");
      return { body: { name: "third", dimension: 2, spec: SERVERLESS } };
    },
    404: () => ({ body: { name: "new", dimension: 2, spec: { serverless: { cloud: "aws", region: "atlantis" } } } }),
    409: () => ({ body: { name: "docs", dimension: 2, spec: SERVERLESS } }),
    422: () => ({ body: { name: "new", dimension: 2 } }),
  },
  describe_index: { 404: nowhere },
  delete_index: {
    403: async (at) => {
      await at.control("PATCH", "/indexes/pods", { deletion_protection: "enabled" });
      return { names: { index_name: "pods" } };
    },
    404: nowhere,
    412: async (at) => {
      at.emulator.control.holdCollections();
      await collection(at);
      return { names: { index_name: "pods" } };
    },
  },
  configure_index: {
    400: () => ({ names: { index_name: "docs" }, body: { spec: { pod: { replicas: 2 } } } }),
    403: () => ({ names: { index_name: "pods" }, body: { spec: { pod: { replicas: 3 } } } }),
    404: async (at) => ({ ...(await nowhere(at)), body: { tags: {} } }),
    422: () => ({ names: { index_name: "pods" }, body: { spec: { pod: { replicas: "two" } } } }),
  },
  list_index_backups: { 404: nowhere },
  create_backup: {
    400: () => ({ names: { index_name: "pods" }, body: {} }),
    403: async (at) => {
      await backup(at);
      return { names: { index_name: "docs" }, body: {} };
    },
    422: () => ({ names: { index_name: "docs" }, body: { name: 7 } }),
  },
  create_collection: {
    400: () => ({ body: { name: "saved", source: "docs" } }),
    403: async (at) => {
      await collection(at);
      return { body: { name: "second", source: "pods" } };
    },
    409: async (at) => {
      await collection(at);
      return { body: { name: "saved", source: "pods" } };
    },
    422: () => ({ body: { name: "saved" } }),
  },
  describe_backup: { 404: nowhere },
  delete_backup: {
    404: nowhere,
    412: async (at) => {
      const id = await backup(at);
      at.emulator.control.holdIndexes();
      await at.control("POST", `/backups/${id}/create-index`, { name: "again" });
      return { names: { backup_id: id } };
    },
  },
  create_index_from_backup_operation: {
    400: async (at) => ({ names: { backup_id: await backup(at) }, body: { name: "Not a name" } }),
    403: async (at) => {
      await at.serverless("second");
      return { names: { backup_id: await backup(at) }, body: { name: "third" } };
    },
    404: async (at) => ({ ...(await nowhere(at)), body: { name: "again" } }),
    409: async (at) => ({ names: { backup_id: await backup(at) }, body: { name: "docs" } }),
    422: async (at) => ({ names: { backup_id: await backup(at) }, body: {} }),
  },
  describe_restore_job: { 404: nowhere },
  describe_collection: { 404: nowhere },
  delete_collection: { 404: nowhere },
  listBulkImports: { 400: () => ({ index: "pods" }) },
  startBulkImport: { 400: () => ({ body: { uri: "no scheme" } }) },
  describeBulkImport: {
    400: () => ({ index: "pods", names: { id: "1" } }),
    404: () => ({ names: { id: "none" } }),
  },
  cancelBulkImport: {
    400: () => ({ index: "pods", names: { id: "1" } }),
    404: () => ({ names: { id: "none" } }),
  },
  describeIndexStats: { 400: () => ({ body: { filter: { color: "red" } } }) },
  queryVectors: { 400: () => ({ body: { vector: [1, 0, 0], topK: 1 } }) },
  deleteVectors: {
    400: () => ({ body: { namespace: "a" } }),
    404: () => ({ body: { namespace: "none", deleteAll: true } }),
  },
  fetchVectors: { 400: () => ({ query: "?namespace=a" }) },
  fetch_vectors_by_metadata: { 400: () => ({ body: { filter: { color: { $like: "r" } } } }) },
  listVectors: { 400: () => ({ index: "pods" }) },
  updateVector: { 400: () => ({ body: { setMetadata: { color: "blue" } } }) },
  upsertVectors: {
    400: () => ({ body: { vectors: [] } }),
    403: async (at) => {
      await at.data("docs", "POST", "/vectors/upsert", { vectors: [VECTOR], namespace: "b" });
      return { body: { vectors: [VECTOR], namespace: "c" } };
    },
  },
  listNamespacesOperation: { 400: () => ({ index: "pods" }) },
  createNamespace: {
    400: () => ({ body: {} }),
    403: async (at) => {
      await at.data("docs", "POST", "/namespaces", { name: "b" });
      return { body: { name: "c" } };
    },
    409: () => ({ body: { name: "a" } }),
  },
  describeNamespace: {
    400: () => ({ index: "pods", names: { namespace: "a" } }),
    404: () => ({ names: { namespace: "none" } }),
  },
  deleteNamespace: {
    400: () => ({ index: "pods", names: { namespace: "a" } }),
    404: () => ({ names: { namespace: "none" } }),
  },
};

const modelled = Object.entries(OPERATIONS).filter(([id]) => !NOT_MODELLED.includes(id));
const any: Case = () => ({ names: { index_name: "docs", namespace: "a", id: "1" }, body: {} });

describe("emulator: every operation of the definition", () => {
  const emulator = eachWithEmulator({ quotas: QUOTAS, apiKey: "key" });
  beforeEach(() => prepare(emulator.at));

  async function send(operation: Operation, { names = {}, query = "", body, index, host, key }: Sent): Promise<Reply> {
    const path = operation.path.replace(/\{(\w+)\}/g, (_whole, name: string) => names[name] ?? name) + query;
    const { at } = emulator;
    const url = operation.plane === "control" ? at.emulator.url : (host ?? (await at.hostOf(index ?? "docs")));
    return at.send(operation.method, `${url}${path}`, operation.method === "GET" ? undefined : body, key);
  }

  for (const [id, operation] of modelled) {
    const { method, path, success } = operation;
    it(`${method} ${path} succeeds with ${success}`, async () => {
      const made = SUCCESS[id];
      assert.ok(made !== undefined, "no success is tested");
      assert.equal((await send(operation, await made(emulator.at))).status, success);
    });

    for (const status of operation.refusals.filter((refusal) => !(refusal in NEVER_GIVEN))) {
      it(`${method} ${path} is refused with ${status}`, async () => {
        const made = REFUSALS[id]?.[status];
        assert.ok(made !== undefined, "no such refusal is tested");
        const reply = await send(operation, await made(emulator.at));
        assert.deepEqual(
          [reply.status, operation.plane === "data" || reply.body.status],
          [status, operation.plane === "data" || status],
        );
      });
    }
  }

  it("refuses a wrong key and none with 401, whatever is asked", async () => {
    for (const operation of Object.values(OPERATIONS)) {
      for (const key of ["wrong", ""]) {
        assert.equal((await send(operation, { ...(await any(emulator.at)), key })).status, 401, operation.path);
      }
    }
  });

  it("fails with 500 as the definition says, when a fault makes it", async () => {
    const host = await emulator.at.hostOf("docs");
    emulator.at.emulator.control.setFaults({ rules: [{ fault: { kind: "refuse", status: 500 } }] });
    for (const operation of Object.values(OPERATIONS)) {
      assert.equal((await send(operation, { ...(await any(emulator.at)), host })).status, 500, operation.path);
    }
  });

  for (const id of NOT_MODELLED) {
    it(`answers 501 to ${id}, which needs the service's models`, async () => {
      const operation = OPERATIONS[id];
      assert.ok(operation !== undefined);
      assert.equal((await send(operation, await any(emulator.at))).status, 501);
    });
  }

  it("leaves no operation of the official client out", () => {
    const clients = clientParts().flatMap(({ operations }) =>
      operations.map(({ name }) => name.replace(/\{\w+\}/g, "{}")),
    );
    const ours = Object.values(OPERATIONS).map(({ method, path }) => `${method} ${path}`.replace(/\{\w+\}/g, "{}"));
    assert.deepEqual([...ours].sort(), [...clients].sort());
  });
});
