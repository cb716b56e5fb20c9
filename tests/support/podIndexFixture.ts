import { Pinecone, type RecordMetadata } from "@pinecone-database/pinecone";
import { type Emulator, type EmulatorOptions, startEmulator } from "pinecone-emulator";

export const API_KEY = "pcsk-e2e-5up3r-s3cr3t";

export interface PodIndexOptions {
  readonly name?: string;
  readonly recordsPerNamespace?: number;
  readonly emulator?: EmulatorOptions;
}

/** Everything about the service that a test compares: nothing may differ where nothing was to happen. */
export interface World {
  readonly indexes: Record<string, unknown>[];
  readonly collections: Record<string, unknown>[];
  readonly records: Record<string, Record<string, unknown>>;
}

const NAMESPACES = ["", "news"];
const DIMENSION = 4;

/** An emulator with one pod index that holds records in two namespaces, some with sparse values. */
export class PodIndexFixture {
  private constructor(
    readonly emulator: Emulator,
    readonly pinecone: Pinecone,
    readonly name: string,
    readonly ids: readonly string[],
  ) {}

  static async start(options: PodIndexOptions = {}): Promise<PodIndexFixture> {
    const { name = "docs", recordsPerNamespace = 30 } = options;
    const emulator = await startEmulator({ port: 0, apiKey: API_KEY, ...options.emulator });
    const pinecone = new Pinecone({ apiKey: API_KEY, controllerHostUrl: emulator.url });
    const ids = Array.from({ length: recordsPerNamespace }, (_, n) => `record-${n}`);
    const fixture = new PodIndexFixture(emulator, pinecone, name, ids);
    await fixture.addPodIndex(name);
    return fixture;
  }

  async addPodIndex(name: string): Promise<void> {
    await this.pinecone.createIndex({
      name,
      dimension: DIMENSION,
      metric: "dotproduct",
      tags: { team: "search" },
      spec: {
        pod: { environment: "us-east-1-aws", podType: "s1.x1", pods: 1, metadataConfig: { indexed: ["n", "kind"] } },
      },
      waitUntilReady: true,
    });
    const index = await this.index(name);
    for (const namespace of NAMESPACES) await index.upsert({ namespace, records: this.ids.map(recordOf) });
  }

  async index(name: string) {
    const { host } = await this.pinecone.describeIndex(name);
    return this.pinecone.index({ host });
  }

  async exists(name: string): Promise<boolean> {
    return ((await this.pinecone.listIndexes()).indexes ?? []).some((index) => index.name === name);
  }

  async collectionNames(): Promise<string[]> {
    return ((await this.pinecone.listCollections()).collections ?? []).map((collection) => collection.name).sort();
  }

  /** All that exists, and every record of the named indexes. */
  async world(...indexes: string[]): Promise<World> {
    const records: World["records"] = {};
    for (const name of indexes) {
      const index = await this.index(name);
      for (const namespace of NAMESPACES) {
        records[`${name}/${namespace}`] = (await index.fetch({ ids: [...this.ids, "added"], namespace })).records;
      }
    }
    return {
      indexes: ((await this.get("/indexes")).indexes ?? []) as World["indexes"],
      collections: ((await this.get("/collections")).collections ?? []) as World["collections"],
      records,
    };
  }

  /** Requests that changed something, in order: "POST /collections". */
  changes(since = 0): string[] {
    return this.emulator.journal
      .slice(since)
      .filter(({ method, path }) => method !== "GET" && !/\/(query|describe_index_stats)$/.test(path))
      .map(({ method, path }) => `${method} ${path}`);
  }

  async stop(): Promise<void> {
    await this.emulator.stop();
  }

  private async get(path: string): Promise<Record<string, unknown>> {
    const answer = await fetch(`${this.emulator.url}${path}`, { headers: { "Api-Key": API_KEY } });
    return (await answer.json()) as Record<string, unknown>;
  }
}

function recordOf(id: string, n: number) {
  const metadata: RecordMetadata = { n, kind: n % 2 === 0 ? "even" : "odd", words: ["a", `w${n}`] };
  const values = Array.from({ length: DIMENSION }, (_, at) => Math.fround(Math.sin(n * DIMENSION + at + 1)));
  return n % 5 === 0
    ? { id, values, metadata, sparseValues: { indices: [n, n + 7], values: [0.5, 0.25] } }
    : { id, values, metadata };
}
