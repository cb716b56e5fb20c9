import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulator, type EmulatorOptions, startEmulator } from "pinecone-emulator";
import { providerOf } from "../../../provider/src/handlers";
import { connect } from "../../../provider/src/pinecone/client";
import type { PineconeClient } from "../../../provider/src/pinecone/types";
import { stackConfig } from "./environment";

export interface PodOptions {
  readonly name?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly protection?: "enabled" | "disabled";
  readonly metric?: string;
  readonly pod?: object;
  /** Ids by namespace. */
  readonly records?: Readonly<Record<string, readonly string[]>>;
}

const RECORDS = { "": ["a", "b", "c"], news: ["n1", "n2"] };

/** An emulator with a project of its own, and the provider configured for it. */
export class Stage {
  #run = 0;
  /** What is to end before the service does. */
  readonly ending: (() => Promise<void>)[] = [];

  constructor(
    readonly emulator: Emulator,
    /** Looks at the service without the provider's memory. */
    readonly client: PineconeClient,
    /** A folder for reports. */
    readonly folder: string,
  ) {}

  /** What follows is another run of the command: nothing is remembered from the one before. */
  newRun(): void {
    this.#run += 1;
    providerOf("Preflight").configure(
      stackConfig({ "pinecone:apiKey": `key-of-run-${this.#run}`, "pinecone:controllerHost": this.emulator.url }),
    );
  }

  /** Makes a pod index as a user would have it, records included. */
  async podIndex({ name = "docs", tags = {}, protection = "disabled", metric = "cosine", ...rest }: PodOptions = {}) {
    const spec = { pod: { environment: "us-east-1-aws", pod_type: "p1.x1", ...rest.pod } };
    await this.control("POST", "/indexes", { name, dimension: 2, metric, spec, tags, deletion_protection: protection });
    for (const [namespace, ids] of Object.entries(rest.records ?? RECORDS)) await this.upsert(name, namespace, ids);
  }

  /** Writes records past the provider. */
  async upsert(index: string, namespace: string, ids: readonly string[], first = 1): Promise<void> {
    const vectors = ids.map((id, at) => ({ id, values: [first, at + 1], metadata: { at } }));
    await this.data(index, "/vectors/upsert", { vectors, namespace });
  }

  async remove(index: string, namespace: string, ids: readonly string[]): Promise<void> {
    await this.data(index, "/vectors/delete", { ids, namespace });
  }

  async control(method: string, path: string, body?: unknown): Promise<void> {
    await this.#send(method, `${this.emulator.url}${path}`, body);
  }

  async data(index: string, path: string, body: unknown): Promise<void> {
    const described = await this.client.describeIndex(index);
    await this.#send("POST", `${described?.host}${path}`, body);
  }

  async #send(method: string, url: string, body: unknown): Promise<void> {
    const headers = { "Api-Key": "user", "X-Pinecone-Api-Version": "2026-04" };
    const response = await fetch(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    assert.ok(response.ok, `${method} ${url}: ${response.status} ${await response.text()}`);
  }

  /** Requests that change something, as "METHOD path", since the mark. */
  changesSince(mark: number): string[] {
    return this.emulator.journal
      .slice(mark)
      .filter(({ method, path }) => method !== "GET" && !/(describe_index_stats|query)$/.test(path))
      .map(({ method, path }) => `${method} ${path}`);
  }

  get mark(): number {
    return this.emulator.journal.length;
  }
}

/** A stage for each test of a suite, stopped after it. */
export function eachOnStage(options: EmulatorOptions = {}): () => Stage {
  let stage: Stage | undefined;
  beforeEach(async () => {
    const emulator = await startEmulator(options);
    const client = connect({ apiKey: "looker", controllerHost: emulator.url, retries: 0 });
    stage = new Stage(emulator, client, await mkdtemp(join(tmpdir(), "podshift-test-")));
    stage.newRun();
  });
  afterEach(async () => {
    for (const end of stage?.ending ?? []) await end();
    await stage?.emulator.stop();
    if (stage !== undefined) await rm(stage.folder, { recursive: true, force: true });
    stage = undefined;
    providerOf("Preflight").configure(stackConfig({}));
  });
  return () => stage ?? assert.fail("no stage outside a test");
}
