// A small service that keeps documents in a Pinecone index. The write log needs what is marked with (1) to (4).
// PINECONE_API_KEY=... WRITE_LOG=file:///var/podshift/docs npx ts-node service.ts
import { createServer, type IncomingMessage } from "node:http";
import { Pinecone } from "@pinecone-database/pinecone";
import { captureState, captureWrites, endCapture, PodshiftError } from "podshift/capture";

const { PINECONE_API_KEY = "", PINECONE_CONTROLLER_HOST, WRITE_LOG = "", INDEX = "docs", PORT = "8080" } = process.env;

interface Document {
  readonly id: string;
  readonly values: number[];
  readonly metadata: Record<string, string>;
}

async function main(): Promise<void> {
  const pc = new Pinecone({
    apiKey: PINECONE_API_KEY,
    ...(PINECONE_CONTROLLER_HOST === undefined ? {} : { controllerHostUrl: PINECONE_CONTROLLER_HOST }),
    maxRetries: 0, // (1) capture sees each attempt
  });
  // (2) was: const index = pc.index(INDEX);
  const index = await captureWrites(pc.index(INDEX), { log: WRITE_LOG, connect: ({ host }) => pc.index({ host }) });

  const server = createServer(async (request, response) => {
    try {
      const answer = await route(`${request.method} ${request.url}`, await bodyOf(request));
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
    } catch (error) {
      response.writeHead(503).end(error instanceof Error ? error.message : "failed");
    }
  });

  async function route(path: string, body: unknown): Promise<unknown> {
    switch (path) {
      case "PUT /documents":
        await again(() => index.upsert({ records: [body as Document] }));
        return { written: (body as Document).id };
      case "DELETE /documents":
        await again(() => index.deleteOne({ id: (body as Document).id }));
        return { deleted: (body as Document).id };
      case "POST /search":
        return index.query({ vector: (body as Document).values, topK: 3, includeMetadata: true });
      case "GET /health":
        return captureState(index);
      default:
        throw new Error(`no route ${path}`);
    }
  }

  // (4) a writer that leaves holds no cutover up
  process.once("SIGTERM", () => server.close(() => void endCapture(index)));
  server.listen(Number(PORT), "127.0.0.1", () => console.log(JSON.stringify(server.address())));
}

/** (3) Upserts, and deletes by id, may be repeated: so is what was not acknowledged. */
async function again<T>(write: () => Promise<T>, times = 5): Promise<T> {
  for (let pause = 100; ; pause *= 2) {
    try {
      return await write();
    } catch (error) {
      times -= 1;
      if (!(error instanceof PodshiftError) || !RETRYABLE.includes(error.code) || times === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

const RETRYABLE = ["WRITE_NOT_ACKNOWLEDGED", "LOG_UNAVAILABLE"];

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text === "" ? undefined : JSON.parse(text);
}

void main();
