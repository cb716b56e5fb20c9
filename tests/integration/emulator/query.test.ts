import assert from "node:assert/strict";
import { eachWithEmulator } from "./harness";

describe("emulator: query", () => {
  const emulator = eachWithEmulator();
  const ask = (name: string, body: unknown) => emulator.at.data(name, "POST", "/query", body);
  const ranked = async (name: string, body: object) => {
    const reply = await ask(name, { topK: 10, ...body });
    assert.equal(reply.status, 200);
    return reply.body.matches.map((match: { id: string; score: number }) => [match.id, match.score]);
  };
  const records = [
    { id: "east", values: [2, 0], metadata: { side: "e" } },
    { id: "north", values: [0, 3], metadata: { side: "n" } },
    { id: "north-east", values: [1, 1], metadata: { side: "ne" } },
  ];

  async function filled(metric: "cosine" | "dotproduct" | "euclidean"): Promise<void> {
    await emulator.at.serverless("docs", { metric });
    await (await emulator.at.index("docs")).upsert({ records });
  }

  it("ranks by cosine", async () => {
    await filled("cosine");
    const half = Math.fround(Math.SQRT1_2);
    assert.deepEqual(await ranked("docs", { vector: [1, 0] }), [
      ["east", 1],
      ["north-east", half],
      ["north", 0],
    ]);
  });

  it("ranks by dot product", async () => {
    await filled("dotproduct");
    assert.deepEqual(await ranked("docs", { vector: [0, 2] }), [
      ["north", 6],
      ["north-east", 2],
      ["east", 0],
    ]);
  });

  it("ranks by squared distance, the nearest first", async () => {
    await filled("euclidean");
    assert.deepEqual(await ranked("docs", { vector: [1, 0] }), [
      ["east", 1],
      ["north-east", 1],
      ["north", 10],
    ]);
  });

  it("scores a vector of zeros 0 with cosine", async () => {
    await filled("cosine");
    assert.deepEqual(await ranked("docs", { vector: [0, 0], topK: 1 }), [["east", 0]]);
  });

  it("queries by the id of a record, and finds nothing for an unknown one", async () => {
    await filled("cosine");
    const index = await emulator.at.index("docs");
    const found = await index.query({ id: "north", topK: 2 });
    assert.deepEqual(
      found.matches.map((match) => match.id),
      ["north", "north-east"],
    );
    assert.deepEqual((await index.query({ id: "nothing", topK: 2 })).matches, []);
  });

  it("adds sparse values to the dot product", async () => {
    await emulator.at.pod("pods", { metric: "dotproduct" });
    const index = await emulator.at.index("pods");
    await index.upsert({
      records: [
        { id: "dense", values: [1, 0] },
        { id: "hybrid", values: [0, 1], sparseValues: { indices: [3, 9], values: [4, 2] } },
      ],
    });
    const sparseVector = { indices: [9, 1], values: [1, 1] };
    assert.deepEqual(await ranked("pods", { vector: [1, 0], sparseVector }), [
      ["hybrid", 2],
      ["dense", 1],
    ]);
    assert.deepEqual(await ranked("pods", { id: "hybrid" }), [
      ["hybrid", 21],
      ["dense", 0],
    ]);
  });

  it("ranks a sparse index by sparse values alone", async () => {
    await emulator.at.serverless("words", { vector_type: "sparse", dimension: undefined, metric: "dotproduct" });
    const vectors = [
      { id: "a", sparseValues: { indices: [1], values: [1] } },
      { id: "b", sparseValues: { indices: [1, 2], values: [2, 1] } },
    ];
    await emulator.at.data("words", "POST", "/vectors/upsert", { vectors });
    assert.deepEqual(await ranked("words", { sparseVector: { indices: [1], values: [1] } }), [
      ["b", 2],
      ["a", 1],
    ]);
    assert.equal((await ask("words", { topK: 1 })).status, 400);
  });

  it("includes values, sparse values and metadata only when asked", async () => {
    await filled("cosine");
    const index = await emulator.at.index("docs");
    const bare = await ask("docs", { vector: [1, 0], topK: 1 });
    assert.deepEqual(bare.body.matches, [{ id: "east", score: 1, values: [] }]);
    assert.deepEqual(bare.body.results, []);
    const full = await index.query({ vector: [1, 0], topK: 1, includeValues: true, includeMetadata: true });
    assert.deepEqual([full.matches[0]?.values, full.matches[0]?.metadata], [[2, 0], { side: "e" }]);
  });

  it("searches only what the filter finds", async () => {
    await filled("cosine");
    const filter = { side: { $in: ["n", "ne"] } };
    assert.deepEqual(
      (await ranked("docs", { vector: [1, 0], filter })).map(([id]: [string]) => id),
      ["north-east", "north"],
    );
  });

  it("keeps namespaces apart and answers nothing for an unknown one", async () => {
    await filled("cosine");
    assert.deepEqual(await ranked("docs", { vector: [1, 0], namespace: "nothing" }), []);
    assert.equal((await ranked("docs", { vector: [1, 0], namespace: "__default__" })).length, 3);
    assert.equal((await ranked("docs", { vector: [1, 0], namespace: "" })).length, 3);
  });

  it("ranks the best of many, equal scores by id", async () => {
    await emulator.at.serverless("docs");
    const index = await emulator.at.index("docs");
    const many = Array.from({ length: 500 }, (_, at) => ({
      id: `r${String(at).padStart(3, "0")}`,
      values: [1, at % 50],
    }));
    await index.upsert({ records: many });
    const found = await index.query({ vector: [0, 1], topK: 12 });
    const expected = [
      ...Array.from({ length: 10 }, (_, at) => `r${String(at * 50 + 49).padStart(3, "0")}`),
      "r048",
      "r098",
    ];
    assert.deepEqual(
      found.matches.map((match) => match.id),
      expected,
    );
  });

  const refused: [title: string, body: object, status: number][] = [
    ["no topK", { topK: undefined, vector: [1, 0] }, 400],
    ["topK 0", { topK: 0, vector: [1, 0] }, 400],
    ["topK 10,001", { topK: 10_001, vector: [1, 0] }, 400],
    ["neither vector nor id", {}, 400],
    ["vector and id", { vector: [1, 0], id: "east" }, 400],
    ["another dimension", { vector: [1] }, 400],
    ["a bad filter", { vector: [1, 0], filter: { side: ["e"] } }, 400],
    ["a filter that isn't an object", { vector: [1, 0], filter: "side" }, 400],
    ["sparse values with cosine", { vector: [1, 0], sparseVector: { indices: [1], values: [1] } }, 400],
    ["several queries at once", { queries: [{ values: [1, 0] }] }, 501],
    ["a scan factor", { vector: [1, 0], scanFactor: 1 }, 501],
    ["candidates", { vector: [1, 0], maxCandidates: 100 }, 501],
  ];
  for (const [title, body, status] of refused) {
    it(`refuses ${title} with ${status}`, async () => {
      await filled("cosine");
      const reply = await ask("docs", { topK: 1, ...body });
      assert.deepEqual([reply.status, reply.body.code], [status, status === 400 ? 3 : 12]);
    });
  }

  it("finds nothing by a field that isn't indexed", async () => {
    const schema = { fields: { side: { filterable: true } } };
    await emulator.at.serverless("selective", {}, { schema });
    await emulator.at.pod("pods", {}, { metadata_config: { indexed: ["side"] } });
    for (const name of ["selective", "pods"]) {
      const index = await emulator.at.index(name);
      await index.upsert({ records: [{ id: "a", values: [1, 0], metadata: { side: "e", other: "x" } }] });
      assert.equal((await ranked(name, { vector: [1, 0], filter: { side: "e" } })).length, 1);
      assert.equal((await ranked(name, { vector: [1, 0], filter: { other: "x" } })).length, 0);
      assert.equal((await ranked(name, { vector: [1, 0], filter: { other: { $ne: "y" } } })).length, 0);
    }
  });
});
