// Every answer that an emulator gives to a test is held against the response types of the official Node client. What doesn't
// fit fails the test that got it. Answers are seen by way of the global `fetch`, which the tests and the client both use.
import { type Exchange, judge } from "./checkAnswer";

const origins = new Set<string>();
const objections: string[] = [];
const checked = new Map<string, number>();
let otherVersions = 0;
let unknownRoutes = 0;

/** Begins to watch the control plane at this URL, and the indexes that its answers name. */
export function watchAnswers(controlPlane: string): void {
  origins.add(new URL(controlPlane).origin);
}

const plainFetch = globalThis.fetch;
globalThis.fetch = async (input, init) => {
  const response = await plainFetch(input, init);
  const request = new Request(input instanceof Request ? input.url : input);
  const { origin, pathname } = new URL(request.url);
  if (!origins.has(origin) || pathname.startsWith("/_emulator/")) return response;
  const body = await bodyOf(response.clone());
  if (body === undefined) return response;
  const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
  const method = init?.method ?? (input instanceof Request ? input.method : "GET");
  note({
    method,
    path: pathname,
    version: headers.get("x-pinecone-api-version") ?? undefined,
    status: response.status,
    body,
  });
  return response;
};

/** Undefined when a fault cut the answer off: there is nothing to judge. */
async function bodyOf(response: Response): Promise<string | undefined> {
  try {
    return await response.text();
  } catch {
    return undefined;
  }
}

function note(exchange: Exchange): void {
  for (const [, host = ""] of exchange.body.matchAll(/"host":"(http:[^"]+)"/g)) origins.add(new URL(host).origin);
  const verdict = judge(exchange);
  if (verdict === undefined) {
    otherVersions += 1;
  } else if (verdict.operation === undefined) {
    unknownRoutes += 1;
  } else {
    checked.set(verdict.operation, (checked.get(verdict.operation) ?? 0) + 1);
    const { method, path, status } = exchange;
    objections.push(...verdict.problems.map((problem) => `${method} ${path} -> ${status}: ${problem}`));
  }
}

afterEach(() => {
  const found = [...new Set(objections.splice(0))];
  if (found.length > 0)
    throw new TypeError(`answers that the official client's types don't know:\n${found.join("\n")}`);
});

after(() => {
  const answers = [...checked.values()].reduce((sum, count) => sum + count, 0);
  console.log(
    `  official client's types: ${answers} answers of ${checked.size} operations judged; not judged: ${otherVersions} of API 2026-07, ` +
      `${unknownRoutes} of paths that it doesn't have`,
  );
});
