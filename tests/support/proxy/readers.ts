import { setTimeout as delay } from "node:timers/promises";
import { Pinecone } from "@pinecone-database/pinecone";
import { GrpcClient, type Message } from "../../integration/emulator/grpcClient";
import { viewOf } from "../load/indexView";
import { type Lane, type Place, placesOf, STEADY } from "../load/lanes";
import type { Content, Metadata } from "../load/operation";
import { Seeded } from "../load/seeded";
import { errorName } from "../load/sending";
import { API_KEY } from "../podIndexFixture";
import { READER_MARK } from "./readJournal";
import type { ReadSeen } from "./readJudge";

const PAUSE_MS = 80;
/** Ids of one read. */
const MOST_IDS = 6;

type Fetch = (place: Place) => Promise<ReadonlyMap<string, Content>>;

/** Applications that fetch records through proxies all the time: the official Node client by REST, and gRPC. */
export class ProxyReaders {
  readonly reads: ReadSeen[] = [];
  readonly #loops: Promise<void>[] = [];
  #stopping = false;

  constructor(
    /** Records that they fetch. */
    readonly lanes: readonly Lane[],
    readonly seed: number,
  ) {}

  begin(urls: readonly string[]): void {
    for (const [proxy, url] of urls.entries()) {
      this.#loops.push(
        this.#read(proxy, "rest", () => restOf(url)),
        this.#read(proxy, "grpc", () => grpcOf(url)),
      );
    }
  }

  async quiet(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#loops);
  }

  async #read(proxy: number, by: ReadSeen["by"], connect: () => { fetch: Fetch; close(): void }): Promise<void> {
    const random = new Seeded(this.seed * 4 + proxy * 2 + (by === "rest" ? 0 : 1));
    const places = [STEADY, ...this.lanes.flatMap(placesOf)];
    let client = connect();
    while (!this.#stopping) {
      const { ns, ids } = random.pick(places);
      const place = { ns, ids: random.some(ids, MOST_IDS) };
      const asked = Date.now();
      try {
        const found = await client.fetch({ ns, ids: [...place.ids, READER_MARK] });
        this.reads.push({ proxy, by, asked, answered: Date.now(), ...place, found });
      } catch (error) {
        this.reads.push({ proxy, by, asked, answered: Date.now(), ...place, error: nameOf(error) });
        // A channel that was refused waits by itself before it tries again.
        client.close();
        client = connect();
      }
      await delay(PAUSE_MS);
    }
    client.close();
  }
}

function restOf(host: string) {
  const view = viewOf(new Pinecone({ apiKey: API_KEY, maxRetries: 0 }).index({ host }));
  return { fetch: ({ ns, ids }: Place) => view.fetch(ns, ids), close: () => undefined };
}

function grpcOf(url: string) {
  const client = new GrpcClient(url, API_KEY);
  const fetch: Fetch = async ({ ns, ids }) => {
    const { vectors = {} } = await client.call("Fetch", { namespace: ns, ids });
    return new Map(Object.entries(vectors as Message).map(([id, vector]) => [id, contentOf(vector)]));
  };
  return { fetch, close: () => client.close() };
}

function contentOf({ values = [], metadata }: Message): Content {
  const fields = Object.entries((metadata?.fields ?? {}) as Message);
  const plain = fields.map(([key, value]): [string, string | number] => [key, value.stringValue ?? value.numberValue]);
  return { values, metadata: Object.fromEntries(plain) satisfies Metadata };
}

/** grpc-js has numbers where others have names. */
function nameOf(error: unknown): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, "code") : undefined;
  return typeof code === "number" ? `grpc ${code}` : errorName(error);
}
