import assert from "node:assert/strict";
import { eachWithEmulator } from "./harness";

describe("emulator: list", () => {
  const emulator = eachWithEmulator();
  const list = (query: string, name = "docs") => emulator.at.data(name, "GET", `/vectors/list${query}`);
  const ids = Array.from({ length: 250 }, (_, at) => `doc${at}`);

  beforeEach(async () => {
    await emulator.at.serverless("docs");
    const records = [...ids, "Zoo", "a#1", "a#2", "~"].map((id) => ({ id, values: [1, 1] }));
    await (await emulator.at.index("docs")).upsert({ records });
  });

  it("pages through all ids once, in bitwise order", async () => {
    const index = await emulator.at.index("docs");
    const seen: (string | undefined)[] = [];
    let paginationToken: string | undefined;
    let pages = 0;
    do {
      const page = await index.listPaginated(paginationToken === undefined ? {} : { paginationToken });
      seen.push(...(page.vectors ?? []).map((vector) => vector.id));
      paginationToken = page.pagination?.next;
      pages += 1;
    } while (paginationToken !== undefined);
    assert.deepEqual(seen, ["Zoo", "a#1", "a#2", ...[...ids].sort(), "~"]);
    assert.equal(pages, 3);
  });

  it("keeps to a prefix and a limit", async () => {
    const index = await emulator.at.index("docs");
    const first = await index.listPaginated({ prefix: "a#", limit: 1 });
    assert.deepEqual(first.vectors, [{ id: "a#1" }]);
    const token = first.pagination?.next;
    assert.ok(token !== undefined);
    const second = await index.listPaginated({ prefix: "a#", limit: 1, paginationToken: token });
    assert.deepEqual(second.vectors, [{ id: "a#2" }]);
    assert.equal(second.pagination, undefined);
    assert.deepEqual((await index.listPaginated({ prefix: "nothing" })).vectors, []);
  });

  it("goes on where it was when ids come and go between pages", async () => {
    const first = await list("?prefix=a%23&limit=1");
    await emulator.at.data("docs", "POST", "/vectors/delete", { ids: ["a#1"] });
    await emulator.at.data("docs", "POST", "/vectors/upsert", { vectors: [{ id: "a#15", values: [1, 1] }] });
    const rest = await list(`?prefix=a%23&paginationToken=${first.body.pagination.next}`);
    assert.deepEqual(rest.body.vectors, [{ id: "a#15" }, { id: "a#2" }]);
  });

  it("answers the namespace and one read unit a page", async () => {
    const { body } = await list("?namespace=nothing");
    assert.deepEqual(body, { vectors: [], namespace: "nothing", usage: { readUnits: 1 } });
    assert.equal((await list("?limit=1")).body.namespace, "__default__");
  });

  it("refuses a bad limit and a bad token", async () => {
    for (const query of ["?limit=0", "?limit=101", "?limit=x", "?paginationToken=x"]) {
      const reply = await list(query);
      assert.deepEqual([reply.status, reply.body.code], [400, 3], query);
    }
  });

  it("is refused on a pod index with 400, code 3", async () => {
    await emulator.at.pod("pods");
    const reply = await list("", "pods");
    assert.deepEqual([reply.status, reply.body.code], [400, 3]);
    await assert.rejects(async () => (await emulator.at.index("pods")).listPaginated(), {
      name: "PineconeBadRequestError",
    });
  });
});
