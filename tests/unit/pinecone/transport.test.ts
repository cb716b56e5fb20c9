import assert from "node:assert/strict";
import { stopSignal } from "../../../provider/src/handlers/runtime/cancellation";
import { mayRetry, retryingFetch, sendingOnce, TransportError } from "../../../provider/src/pinecone/transport";

const CONTROL = "http://127.0.0.1:1/indexes/docs";
const COLLECTIONS = "http://127.0.0.1:1/collections";
const POST = { method: "POST" };
const failed = (status: number) => new TransportError(status, "", "", 0, "GET /indexes/docs");
const answer =
  (status: number, body: unknown = {}, headers: Record<string, string> = {}) =>
  () =>
    Promise.resolve(new Response(typeof body === "string" ? body : JSON.stringify(body), { status, headers }));

type Answer = (init?: RequestInit) => Promise<Response>;

/** A fetch that gives these answers one after another, the last one for ever. */
function scripted(...answers: Answer[]) {
  const script = {
    sent: 0,
    fetch: ((_input: unknown, init?: RequestInit) => {
      script.sent += 1;
      return (answers[script.sent - 1] ?? (answers.at(-1) as Answer))(init);
    }) as typeof globalThis.fetch,
  };
  return script;
}

/** Runs a step without its pauses, and answers how many milliseconds each would have been. */
async function pauses(step: () => Promise<unknown>): Promise<number[]> {
  const real = globalThis.setTimeout;
  const asked: number[] = [];
  globalThis.setTimeout = ((run: () => void, ms = 0) => {
    asked.push(ms);
    return real(run, 0);
  }) as typeof globalThis.setTimeout;
  try {
    await step();
  } finally {
    globalThis.setTimeout = real;
  }
  return asked;
}

function run(script: ReturnType<typeof scripted>, init?: RequestInit, url = CONTROL, signal?: AbortSignal) {
  return retryingFetch({ fetch: script.fetch, retries: 2, firstPauseMs: 1, signal })(url, init);
}

describe("mayRetry", () => {
  for (const [status, get, post, query] of [
    [0, true, false, true],
    [400, false, false, false],
    [401, false, false, false],
    [403, false, false, false],
    [404, false, false, false],
    [408, true, false, true],
    [409, false, false, false],
    [412, false, false, false],
    [429, true, true, true],
    [499, true, false, true],
    [500, true, false, true],
    [501, false, false, false],
    [502, true, false, true],
    [503, true, false, true],
  ] as const) {
    it(`status ${status}: GET ${get}, POST ${post}, a POST that reads ${query}`, () => {
      assert.equal(mayRetry(failed(status), "GET", "/indexes/docs"), get);
      assert.equal(mayRetry(failed(status), "PATCH", "/indexes/docs"), get);
      assert.equal(mayRetry(failed(status), "DELETE", "/indexes/docs"), get);
      assert.equal(mayRetry(failed(status), "POST", "/collections"), post);
      assert.equal(mayRetry(failed(status), "POST", "/vectors/upsert"), post);
      assert.equal(mayRetry(failed(status), "POST", "/query"), query);
      assert.equal(mayRetry(failed(status), "POST", "/describe_index_stats"), query);
      assert.equal(mayRetry(failed(status), "POST", "/vectors/fetch_by_metadata"), query);
    });
  }
});

describe("retryingFetch", () => {
  it("gives an answer through as it is", async () => {
    const script = scripted(answer(200, { name: "docs" }));
    assert.deepEqual(await (await run(script)).json(), { name: "docs" });
    assert.equal(script.sent, 1);
  });

  it("repeats a GET after 5xx and after silence", async () => {
    const script = scripted(answer(503), () => Promise.reject(new TypeError("fetch failed")), answer(200));
    assert.equal((await run(script)).status, 200);
    assert.equal(script.sent, 3);
  });

  it("sends a POST that changes something once, whatever befalls it", async () => {
    for (const trouble of [answer(503), () => Promise.reject(new TypeError("fetch failed"))]) {
      const script = scripted(trouble, answer(201));
      await assert.rejects(run(script, POST, COLLECTIONS), TransportError);
      assert.equal(script.sent, 1);
    }
  });

  it("repeats a POST after 429, not before the time that Retry-After names, which counts up to a minute", async () => {
    for (const [named, ms] of [
      ["7", 7_000],
      ["3600", 60_000],
    ] as const) {
      const script = scripted(answer(429, {}, { "retry-after": named }), answer(201));
      const paused = await pauses(async () => {
        assert.equal((await run(script, POST, COLLECTIONS)).status, 201);
      });
      assert.ok(paused.includes(ms), `paused ${paused}`);
      assert.equal(script.sent, 2);
    }
  });

  it("takes a Retry-After that is a date from the answer's own Date on, whatever the clock of this machine says", async () => {
    const date = "Sun, 06 Nov 1994 08:49:30 GMT";
    for (const [named, headers, ms] of [
      ["Sun, 06 Nov 1994 08:49:37 GMT", { date }, 7_000],
      ["Sun, 06 Nov 1994 09:49:37 GMT", { date }, 60_000],
      ["Sun, 06 Nov 1994 08:49:00 GMT", { date }, 0],
      ["Sun, 06 Nov 1994 08:49:37 GMT", {}, 0],
    ] as const) {
      const script = scripted(answer(429, {}, { "retry-after": named, ...headers }));
      const once = retryingFetch({ fetch: script.fetch, retries: 0, firstPauseMs: 1 });
      await assert.rejects(once(COLLECTIONS, POST), { status: 429, retryAfterMs: ms }, named);
    }
  });

  it("takes a Retry-After that it can't read for none", async () => {
    const script = scripted(answer(429, {}, { "retry-after": "soon" }), answer(200));
    const paused = await pauses(async () => void (await run(script)));
    assert.ok(
      paused.every((ms) => ms <= 4),
      `paused ${paused}`,
    );
  });

  it("does not pause for what it won't send again", async () => {
    const script = scripted(answer(503, {}, { "retry-after": "30" }));
    const paused = await pauses(() => assert.rejects(run(script, POST, COLLECTIONS), { status: 503 }));
    assert.deepEqual(paused, []);
  });

  it("wakes from a pause that Retry-After asked for when it is aborted", async () => {
    const stop = new AbortController();
    const script = scripted(answer(429, {}, { "retry-after": "5" }));
    const asked = run(script, undefined, CONTROL, stop.signal);
    setTimeout(() => stop.abort(), 20);
    await assert.rejects(asked, { name: "AbortError" });
    assert.equal(script.sent, 1);
  }).timeout(2_000);

  it("gives up after the retries, with the last answer's status", async () => {
    const script = scripted(answer(500), answer(502), answer(503));
    await assert.rejects(run(script), { name: "TransportError", status: 503 });
    assert.equal(script.sent, 3);
  });

  for (const [status, body, code, message] of [
    [
      403,
      { error: { code: "FORBIDDEN", message: "Deletion protection is enabled" } },
      "FORBIDDEN",
      "Deletion protection is enabled",
    ],
    [
      412,
      { error: { code: "FAILED_PRECONDITION", message: "pending" }, status: 412 },
      "FAILED_PRECONDITION",
      "pending",
    ],
    [409, { error: { code: "ALREADY_EXISTS", message: "taken" } }, "ALREADY_EXISTS", "taken"],
    [404, { code: 5, message: "Namespace not found", details: [] }, "5", "Namespace not found"],
    [400, "<html>", "", "<html>"],
    [400, "null", "", ""],
    [400, { error: "odd" }, "", ""],
    [400, { message: 7 }, "", ""],
  ] as const) {
    it(`keeps status, code and sentence of ${status} ${JSON.stringify(body)}`, async () => {
      const script = scripted(answer(status, body));
      await assert.rejects(run(script), {
        name: "TransportError",
        status,
        serviceCode: code,
        serviceMessage: message,
        request: "GET /indexes/docs",
      });
      assert.equal(script.sent, 1);
    });
  }

  it("takes the key out of what was answered before it cuts it: of half a key nothing would be known", async () => {
    const key = "pcsk_3Vq7Zr1TnB8xLw5KdY2mHs9GfC4pJe6A";
    const clean = (text: string) => text.replaceAll(key, "[secret]");
    for (const before of [150, 180, 190]) {
      for (const send of [
        (fetch: typeof globalThis.fetch) => retryingFetch({ fetch, retries: 0, firstPauseMs: 1, clean }),
        (fetch: typeof globalThis.fetch) => sendingOnce({ fetch, timeoutMs: 60_000, clean }),
      ]) {
        const script = scripted(answer(502, `${"x".repeat(before)}Api-Key: ${key}`));
        const told = await send(script.fetch)(CONTROL).catch((error: TransportError) => error.message);
        assert.ok(typeof told === "string");
        for (let at = 0; at + 6 <= key.length; at += 1) {
          assert.ok(!told.includes(key.slice(at, at + 6)), `${key.slice(at, at + 6)} is in ${told}`);
        }
      }
    }
  });

  it("tells silence by its reason, with status 0", async () => {
    const refused = new TypeError("fetch failed", { cause: Object.assign(new Error("no"), { code: "ECONNREFUSED" }) });
    for (const [thrown, reason] of [
      [refused, "ECONNREFUSED"],
      [new Error("socket hang up"), "socket hang up"],
      ["odd", "network error"],
    ] as const) {
      const script = scripted(() => Promise.reject(thrown));
      await assert.rejects(run(script, POST), { name: "TransportError", status: 0, serviceMessage: reason });
    }
  });

  it("takes a URL and a Request for what they are", async () => {
    const script = scripted(answer(404));
    const fetch = retryingFetch({ fetch: script.fetch, retries: 0, firstPauseMs: 1 });
    await assert.rejects(fetch(new URL(CONTROL)), { request: "GET /indexes/docs" });
    await assert.rejects(fetch(new Request(CONTROL)), { request: "GET /indexes/docs" });
  });

  it("ends a request under way when it is aborted, and repeats nothing", async () => {
    const stop = new AbortController();
    const hang: Answer = (init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
        stop.abort();
      });
    const script = scripted(hang, answer(200));
    await assert.rejects(run(script, undefined, CONTROL, stop.signal), { name: "AbortError" });
    assert.equal(script.sent, 1);
  });

  it("sends nothing once it is aborted", async () => {
    const script = scripted(answer(200));
    await assert.rejects(run(script, undefined, CONTROL, AbortSignal.abort()), { name: "AbortError" });
    assert.equal(script.sent, 0);
  });

  it("leaves no trail on a signal that lives as long as the process", async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => void warnings.push(warning);
    process.on("warning", note);
    try {
      // Node's own fetch makes such a Request of what it is given.
      const fetch = ((input: string, init?: RequestInit) => {
        new Request(input, init);
        return Promise.resolve(new Response("{}"));
      }) as typeof globalThis.fetch;
      const asking = retryingFetch({ fetch, retries: 0, firstPauseMs: 1, signal: stopSignal });
      for (let at = 0; at < 1_600; at += 1) await asking(CONTROL);
      await new Promise(setImmediate);
    } finally {
      process.off("warning", note);
    }
    assert.deepEqual(
      warnings.map(({ message }) => message),
      [],
    );
  });
});

describe("sendingOnce", () => {
  const once = (script: ReturnType<typeof scripted>, signal?: AbortSignal, timeoutMs = 60_000) =>
    sendingOnce({ fetch: script.fetch, timeoutMs, signal })(CONTROL, POST);
  /** An answer that is never whole. */
  const half: Answer = (init) => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode("{"));
        init?.signal?.addEventListener("abort", () => controller.error(init.signal?.reason));
      },
    });
    return Promise.resolve(new Response(body));
  };
  const silent: Answer = (init) =>
    new Promise((_resolve, reject) => init?.signal?.addEventListener("abort", () => reject(init.signal?.reason)));

  it("hands on a whole answer, headers included", async () => {
    const response = await once(scripted(answer(200, { n: 1 }, { "x-pinecone-request-lsn": "7" })));
    assert.deepEqual([response.status, response.headers.get("x-pinecone-request-lsn")], [200, "7"]);
    assert.deepEqual(await response.json(), { n: 1 });
  });

  for (const status of [429, 500, 503]) {
    it(`doesn't repeat on ${status}`, async () => {
      const script = scripted(answer(status, {}, { "retry-after": "2" }), answer(200));
      await assert.rejects(once(script), { name: "TransportError", status, retryAfterMs: 2_000 });
      assert.equal(script.sent, 1);
    });
  }

  for (const [title, hanging] of [
    ["is silent", silent],
    ["stops in the middle of its answer", half],
  ] as const) {
    it(`gives up a service that ${title}`, async () => {
      const script = scripted(hanging, answer(200));
      await assert.rejects(once(script, undefined, 1), {
        name: "TransportError",
        status: 0,
        request: "POST /indexes/docs",
      });
      assert.equal(script.sent, 1);
    });

    it(`ends with the reason of the stop while a service ${title}`, async () => {
      const stop = new AbortController();
      const ending = once(scripted(hanging), stop.signal);
      setImmediate(() => stop.abort());
      await assert.rejects(ending, { name: "AbortError" });
    });
  }

  it("takes an answer that breaks off for none", async () => {
    const broken = scripted(() => {
      const body = new ReadableStream({ start: (controller) => controller.error(new TypeError("terminated")) });
      return Promise.resolve(new Response(body));
    });
    await assert.rejects(once(broken), { name: "TransportError", status: 0, serviceMessage: "terminated" });
  });
});
