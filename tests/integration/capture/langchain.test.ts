import assert from "node:assert/strict";
import { Document } from "@langchain/core/documents";
import { FakeEmbeddings } from "@langchain/core/utils/testing";
import { PineconeStore } from "@langchain/pinecone";
import { Pinecone as Pinecone5 } from "pinecone-client-5";
import { captureState, captureWrites, endCapture } from "../../../provider/src/capture";
import { eachOnCaptureStage, until } from "./stage";

/** Two dimensions, as the indexes of the stage. */
class TwoDimensions extends FakeEmbeddings {
  override async embedDocuments(texts: string[]): Promise<number[][]> {
    return texts.map((text) => [text.length, 1]);
  }
  override async embedQuery(text: string): Promise<number[]> {
    return [text.length, 1];
  }
}

describe("captured index: in LangChain's PineconeStore, with the client 5 that it wants", () => {
  const stage = eachOnCaptureStage();

  it("records what the store writes, and serves it before and after the switch", async () => {
    await stage().begin();
    const pc = new Pinecone5({ apiKey: "app", controllerHostUrl: stage().emulator.url, maxRetries: 1 });
    const pineconeIndex = await captureWrites(pc.index("docs", (await stage().place("docs")).host), {
      log: stage().logUrl,
      connect: (place) => pc.index(place.name, place.host),
    });
    // The store's types are those of whichever client is installed beside it.
    const store = new PineconeStore(new TwoDimensions(), { pineconeIndex: pineconeIndex as never, namespace: "news" });
    const documents = ["one", "three", "eleven"].map(
      (pageContent) => new Document({ pageContent, metadata: { tags: ["t"], length: pageContent.length } }),
    );
    await store.addDocuments(documents, { ids: ["1", "2", "3"] });
    await store.delete({ ids: ["3"] });
    assert.deepEqual(
      (await store.similaritySearch("three", 1)).map(({ pageContent }) => pageContent),
      ["three"],
    );
    await store.delete({ filter: { length: { $eq: 3 } } });
    const logged = (await stage().entries()).map(({ op, ns }) => `${op} ${ns}`);
    assert.deepEqual(logged, ["upsert news", "upsert news", "upsert news", "delete news", "deleteByFilter news"]);

    await stage().swap({ active: "serverless" });
    await until(() => captureState(pineconeIndex).active === "serverless");
    await store.addDocuments(documents, { ids: ["4", "5", "6"] });
    await store.delete({ filter: { length: { $eq: 5 } } });
    assert.deepEqual((await store.similaritySearch("eleven", 3)).map(({ pageContent }) => pageContent).sort(), [
      "eleven",
      "one",
    ]);
    // Client 5 can't fetch by metadata: all ids of the namespace are named.
    const [last] = (await stage().entries()).slice(-1);
    assert.ok(last?.op === "deleteByFilter");
    assert.deepEqual([...(last.found ?? [])].sort(), ["4", "5", "6"]);
    await store.delete({ deleteAll: true });
    assert.deepEqual((await pineconeIndex.describeIndexStats()).totalRecordCount, 0);
    await endCapture(pineconeIndex);
  });
});
