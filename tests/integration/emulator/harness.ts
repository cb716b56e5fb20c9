import { type Index, Pinecone } from "@pinecone-database/pinecone";
import { type Emulator, type EmulatorOptions, startEmulator } from "pinecone-emulator";
import { watchAnswers } from "../../support/emulator/conformance/watchAnswers";
import type { ManualClock } from "./manualClock";

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  readonly body: any;
}

/** Sends a request as no client would check it first, with a key unless told otherwise. */
export async function send(
  method: string,
  url: string,
  body?: unknown,
  headers: Record<string, string> = { "Api-Key": "key" },
): Promise<Reply> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const response = await fetch(url, { method, headers, ...(text === undefined ? {} : { body: text }) });
  const answer = await response.text();
  return { status: response.status, headers: response.headers, body: answer === "" ? undefined : JSON.parse(answer) };
}

export class Harness {
  readonly client: Pinecone;

  constructor(readonly emulator: Emulator) {
    watchAnswers(emulator.url);
    this.client = new Pinecone({ apiKey: "key", controllerHostUrl: emulator.url });
  }

  /** Sends to the control plane. */
  control(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply> {
    return send(method, `${this.emulator.url}${path}`, body, headers);
  }

  /** Sends to an index. */
  async data(name: string, method: string, path: string, body?: unknown): Promise<Reply> {
    return send(method, `${await this.hostOf(name)}${path}`, body);
  }

  /** Sends anywhere, with another key when told so. */
  send(method: string, url: string, body?: unknown, key = "key"): Promise<Reply> {
    return send(method, url, body, { "Api-Key": key });
  }

  async hostOf(name: string): Promise<string> {
    return (await this.client.describeIndex(name)).host;
  }

  async index(name: string): Promise<Index> {
    return this.client.index({ host: await this.hostOf(name) });
  }

  /** Creates a pod index of 2 dimensions. */
  async pod(name = "pods", change: object = {}, pod: object = {}): Promise<Reply> {
    const spec = { pod: { environment: "us-east-1-aws", pod_type: "p1.x1", ...pod } };
    return this.control("POST", "/indexes", { name, dimension: 2, metric: "cosine", spec, ...change });
  }

  /** Creates a serverless index of 2 dimensions. */
  async serverless(name = "serverless", change: object = {}, serverless: object = {}): Promise<Reply> {
    const spec = { serverless: { cloud: "aws", region: "us-east-1", ...serverless } };
    return this.control("POST", "/indexes", { name, dimension: 2, metric: "cosine", spec, ...change });
  }
}

/** An emulator for each test of a suite, stopped after it. */
export function eachWithEmulator(options: EmulatorOptions = {}, clock?: () => ManualClock): { readonly at: Harness } {
  let harness: Harness | undefined;
  beforeEach(async () => {
    harness = new Harness(await startEmulator(options, clock?.()));
  });
  afterEach(async () => {
    await harness?.emulator.stop();
    harness = undefined;
  });
  return {
    get at(): Harness {
      if (harness === undefined) throw new TypeError("No emulator outside a test");
      return harness;
    },
  };
}
