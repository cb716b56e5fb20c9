import assert from "node:assert/strict";
import { eachWithEmulator } from "./harness";

describe("emulator: fetch", () => {
  const emulator = eachWithEmulator();

  beforeEach(async () => {
    await emulator.at.serverless("docs");
    await emulator.at.pod("pods");
    for (const name of ["docs", "pods"]) {
      const index = await emulator.at.index(name);
      const records = Array.from({ length: 12 }, (_, at) => ({
        id: `r${String(at).padStart(2, "0")}`,
        values: [at, 1],
        metadata: { n: at },
      }));
      await index.upsert({ records });
    }
  });
  const get = (path: string, name = "docs") => emulator.at.data(name, "GET", path);

  it("answers what exists and leaves out the rest", async () => {
    const found = await (await emulator.at.index("docs")).fetch({ ids: ["r03", "nothing"] });
    assert.deepEqual(found.records, {
      r03: { id: "r03", values: [3, 1], metadata: { n: 3 }, sparseValues: undefined },
    });
  });

  it("counts read units by records found, on serverless only", async () => {
    const all = Array.from({ length: 12 }, (_, at) => `ids=r${String(at).padStart(2, "0")}`).join("&");
    const { body } = await get(`/vectors/fetch?${all}&ids=r00`);
    assert.deepEqual(body.usage, { readUnits: 2 });
    assert.equal(body.namespace, "__default__");
    const pods = await get(`/vectors/fetch?${all}`, "pods");
    assert.equal(Object.hasOwn(pods.body, "usage"), false);
    assert.equal(pods.body.namespace, "");
  });

  it("answers nothing for a namespace that doesn't exist", async () => {
    const { status, body, headers } = await get("/vectors/fetch?ids=r00&namespace=nothing");
    assert.deepEqual([status, body.vectors], [200, {}]);
    assert.equal(headers.get("x-pinecone-max-indexed-lsn"), "0");
  });

  it("tells how far the namespace is indexed, on serverless only", async () => {
    assert.equal((await get("/vectors/fetch?ids=r00")).headers.get("x-pinecone-max-indexed-lsn"), "1");
    assert.equal((await get("/vectors/fetch?ids=r00", "pods")).headers.get("x-pinecone-max-indexed-lsn"), null);
  });

  it("takes 1,000 long ids and refuses one more, none, or a bad one", async () => {
    const ids = (length: number) => Array.from({ length }, (_, at) => `ids=${"i".repeat(200)}${at}`).join("&");
    assert.equal((await get(`/vectors/fetch?${ids(1_000)}`)).status, 200);
    assert.equal((await get(`/vectors/fetch?${ids(1_001)}`)).status, 400);
    assert.equal((await get("/vectors/fetch")).status, 400);
    assert.equal((await get("/vectors/fetch?ids=%C3%A9")).status, 400);
  });

  it("decodes ids", async () => {
    const index = await emulator.at.index("docs");
    await index.upsert({ records: [{ id: "a b/c+d&e", values: [1, 1] }] });
    assert.deepEqual(Object.keys((await index.fetch({ ids: ["a b/c+d&e"] })).records), ["a b/c+d&e"]);
  });
});

describe("emulator: fetch by metadata", () => {
  const emulator = eachWithEmulator();
  const post = (body: unknown) => emulator.at.data("docs", "POST", "/vectors/fetch_by_metadata", body);

  beforeEach(async () => {
    await emulator.at.serverless("docs");
    const records = Array.from({ length: 25 }, (_, at) => ({
      id: `r${String(at).padStart(2, "0")}`,
      values: [at, 1],
      metadata: { even: at % 2 === 0 },
    }));
    await (await emulator.at.index("docs")).upsert({ records });
  });

  it("pages through everything that the filter finds, once each", async () => {
    const index = await emulator.at.index("docs");
    const seen: string[] = [];
    let paginationToken: string | undefined;
    do {
      const page = await index.fetchByMetadata({
        filter: { even: { $eq: true } },
        limit: 5,
        ...(paginationToken === undefined ? {} : { paginationToken }),
      });
      seen.push(...Object.keys(page.records));
      paginationToken = page.pagination?.next;
    } while (paginationToken !== undefined);
    assert.deepEqual(
      seen.sort(),
      Array.from({ length: 13 }, (_, at) => `r${String(at * 2).padStart(2, "0")}`),
    );
  });

  it("answers nothing for a namespace that doesn't exist", async () => {
    const reply = await post({ filter: { even: true }, namespace: "nothing" });
    assert.deepEqual([reply.status, reply.body.vectors, reply.body.namespace], [200, {}, "nothing"]);
  });

  it("ends a page at 4 MB, whatever the limit, and goes on behind it", async () => {
    const large = Array.from({ length: 150 }, (_, at) => ({
      id: `l${at}`,
      values: [at, 1],
      metadata: { large: true, text: "x".repeat(40_000) },
    }));
    for (let at = 0; at < large.length; at += 50) {
      const vectors = large.slice(at, at + 50);
      assert.equal((await emulator.at.data("docs", "POST", "/vectors/upsert", { vectors })).status, 200);
    }
    const sizes: number[] = [];
    for (let paginationToken: string | undefined; ; ) {
      const { body } = await post({ filter: { large: true }, limit: 10_000, paginationToken });
      assert.ok(JSON.stringify(body).length <= 4 * 1024 * 1024);
      sizes.push(Object.keys(body.vectors).length);
      if (body.pagination === undefined) break;
      paginationToken = body.pagination.next;
    }
    assert.deepEqual(sizes, [104, 46]);
  });

  it("refuses no filter, a bad limit and a bad token", async () => {
    assert.equal((await post({})).status, 400);
    assert.equal((await post({ filter: {}, limit: 0 })).status, 400);
    assert.equal((await post({ filter: {}, limit: 10_001 })).status, 400);
    assert.equal((await post({ filter: {}, paginationToken: "nonsense" })).status, 400);
    assert.equal((await post({ filter: {}, paginationToken: Buffer.from("{}").toString("base64url") })).status, 400);
  });
});
