import assert from "node:assert/strict";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { httpFetch } from "../../../provider/src/pinecone/httpFetch";
import {
  type MetricsAnswer,
  metricsAddress,
  readLook,
  readTraffic,
  trafficBetween,
} from "../../../provider/src/pinecone/metrics";
import type { Clock } from "../../../provider/src/util/clock";

const KEY = "pc-key-of-the-test";

/** Counters in the form of the vendor's page: a process, an index, a project and a type of request each. */
function page(requests: Readonly<Record<string, number>>, index = "docs", pid = "1"): string {
  const samples = Object.entries(requests).map(
    ([type, count]) =>
      `pinecone_request_count_total{pid="${pid}",index_name="${index}",project_name="p",request_type="${type}"} ${count}`,
  );
  return [
    "# HELP pinecone_vector_count The number of records per pod in the index.",
    "# TYPE pinecone_vector_count gauge",
    `pinecone_vector_count{pid="${pid}",index_name="${index}",project_name="p"} 120`,
    "# TYPE pinecone_request_latency_seconds histogram",
    'pinecone_request_latency_seconds_bucket{index_name="docs",request_type="query",le="+Inf"} 9',
    'pinecone_request_latency_seconds_count{index_name="docs",request_type="query"} 9',
    "# TYPE pinecone_request_count_total counter",
    ...samples,
  ].join("\n");
}

/** Time that passes by sleeping only. */
function sleepingClock(): Clock & { slept: number[] } {
  let now = 1_000_000;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      slept.push(ms);
      now += ms;
    },
  };
}

/** A stand-in for the vendor's endpoint: it follows the vendor's page, and was not compared with the service. */
describe("readTraffic, from a stand-in", () => {
  let server: Server;
  let url: string;
  let answers: RequestListener[];

  before(async () => {
    server = createServer((request, response) => {
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      answer?.(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const gives =
    (text: string, status = 200): RequestListener =>
    (request, response) => {
      const allowed = request.headers.authorization === `Bearer ${KEY}` && request.url === "/metrics";
      response.writeHead(allowed ? status : 401).end(allowed ? text : "");
    };
  const read = (
    changes: { apiKey?: string; lookMs?: number; signal?: AbortSignal; clock?: Clock; url?: string } = {},
  ) => readTraffic({ url, apiKey: KEY, fetch: httpFetch, clock: sleepingClock(), ...changes });
  const reasonOf = (answer: MetricsAnswer) => {
    assert.ok(answer.reason !== undefined, "there is traffic");
    assert.ok(!answer.reason.includes(KEY), answer.reason);
    return answer.reason;
  };

  it("tells requests a second from two looks, a minute apart", async () => {
    const clock = sleepingClock();
    const rest = { fetch: 1, describe_index_stats: 100 };
    answers = [
      gives(page({ ...rest, query: 1000, upsert: 10, delete: 5, update: 0 })),
      gives(page({ ...rest, fetch: 31, query: 1144, upsert: 40, delete: 11, update: 24 })),
    ];
    const { traffic } = await read({ clock });
    assert.deepEqual(clock.slept, [60_000]);
    assert.deepEqual(traffic?.get("docs"), {
      queriesPerSecond: 2.4,
      fetchesPerSecond: 0.5,
      writesPerSecond: 1,
      overSeconds: 60,
    });
    assert.equal(traffic?.get("other"), undefined);
  });

  for (const status of [401, 403]) {
    it(`goes on without when the key isn't allowed: ${status}`, async () => {
      answers = [gives("", status)];
      assert.match(
        reasonOf(await read()),
        new RegExp(`this key may not read the metrics of 127.0.0.1:\\d+ \\(${status}\\)`),
      );
    });
  }

  it("goes on without when the key is another one", async () => {
    answers = [gives(page({ query: 1 }))];
    assert.match(reasonOf(await read({ apiKey: "wrong" })), /\(401\)/);
  });

  it("goes on without when the second look fails", async () => {
    answers = [gives(page({ query: 1 })), gives("", 503)];
    assert.match(reasonOf(await read()), /answered 503/);
  });

  it("goes on without when the answer isn't metrics", async () => {
    for (const text of ["", '<html>\n<body class="x>sign in', "up 1", '# TYPE a b c\n{"a": 1}']) {
      answers = [gives(text)];
      assert.match(reasonOf(await read()), /has no pinecone_request_count_total/);
    }
  });

  it("goes on without when nobody answers", async () => {
    answers = [(request) => request.socket.destroy()];
    assert.match(reasonOf(await read()), /no metrics from 127.0.0.1:\d+: ECONNRESET/);
    assert.match(reasonOf(await read({ url: "http://127.0.0.1:1/metrics" })), /ECONNREFUSED/);
  });

  it("goes on without when the address is none", async () => {
    for (const wrong of [
      "",
      "metrics",
      "localhost:9090/metrics",
      "metrics.internal/metrics",
      "http://",
      "file:///etc/passwd",
    ]) {
      assert.match(reasonOf(await read({ url: wrong })), /PINECONE_METRICS_URL, is no (http:|address)/, wrong);
    }
  });

  it("sends no key without encryption, but on this machine or in a private network", async () => {
    const asked: string[] = [];
    const fetch = ((input: string) => {
      asked.push(input);
      return Promise.resolve(new Response("", { status: 503 }));
    }) as typeof globalThis.fetch;
    for (const open of [
      "http://metrics.example.com/metrics",
      "HTTP://8.8.8.8:9090/metrics",
      `http://key@metrics.example.com/`,
    ]) {
      const answer = await readTraffic({ url: open, apiKey: KEY, fetch, clock: sleepingClock() });
      assert.match(reasonOf(answer), /without encryption/, open);
    }
    assert.deepEqual(asked, []);
    const fit = ["https://metrics.example.com/metrics", "http://prometheus:9090/metrics", "http://10.1.2.3/metrics"];
    for (const url of fit) await readTraffic({ url, apiKey: KEY, fetch, clock: sleepingClock() });
    assert.deepEqual(asked, fit);
  });

  it("stops when it is asked to", async () => {
    answers = [gives(page({ query: 1 }))];
    const stopping = new AbortController();
    const clock: Clock = {
      now: () => 0,
      sleep: async (_ms, signal) => {
        stopping.abort(new Error("stop"));
        signal?.throwIfAborted();
      },
    };
    await assert.rejects(read({ clock, signal: stopping.signal }), /stop/);
    await assert.rejects(read({ signal: AbortSignal.abort(new Error("stop")) }), /stop/);
  });
});

describe("trafficBetween", () => {
  const between = (first: string, second: string, ms = 10_000) => {
    const [earlier, later] = [readLook(first, 0), readLook(second, ms)];
    assert.ok(earlier !== undefined && later !== undefined);
    return trafficBetween(earlier, later);
  };

  it("adds up the processes of an index, and keeps indexes apart", () => {
    const first = `${page({ query: 10 })}\n${page({ query: 5 }, "docs", "2")}\n${page({ query: 7 }, "other")}`;
    const second = `${page({ query: 20 })}\n${page({ query: 25 }, "docs", "2")}\n${page({ query: 7 }, "other")}`;
    const traffic = between(first, second);
    assert.equal(traffic.get("docs")?.queriesPerSecond, 3);
    assert.equal(traffic.get("other")?.queriesPerSecond, 0);
  });

  it("takes a counter that fell as begun anew", () => {
    assert.equal(between(page({ query: 1_000 }), page({ query: 30 })).get("docs")?.queriesPerSecond, 3);
  });

  it("tells nothing of what wasn't there at the first look", () => {
    assert.equal(between(page({ query: 1 }), page({ query: 1 }, "new")).get("new"), undefined);
    const late = `${page({ query: 1 })}\n${page({ query: 9_999 }, "docs", "2")}`;
    assert.equal(between(page({ query: 1 }), late).get("docs")?.queriesPerSecond, 0);
  });

  it("tells nothing when no time went by", () =>
    assert.equal(between(page({ query: 1 }), page({ query: 2 }), 0).size, 0));

  it("leaves out samples that aren't numbers or have no label", () => {
    const odd = `${page({ query: 1 })}\npinecone_request_count_total{index_name="docs",request_type="upsert"} NaN\npinecone_request_count_total 5`;
    assert.equal(readLook(odd, 0)?.counters.get("docs")?.size, 1);
  });

  it("reads a last line without a line feed", () => {
    assert.equal(readLook(page({ upsert: 1, query: 2 }), 0)?.counters.get("docs")?.size, 2);
  });
});

describe("metricsAddress", () => {
  it("is the environment's, for the service itself", () => {
    const documented = "https://metrics.us-east-1-aws.pinecone.io/metrics";
    assert.equal(metricsAddress("us-east-1-aws"), documented);
    assert.equal(metricsAddress("us-east-1-aws", "https://api.pinecone.io"), documented);
  });

  it("is none when podshift is pointed elsewhere: the key stays at home", () => {
    assert.equal(metricsAddress("us-east-1-aws", "http://127.0.0.1:5080"), undefined);
  });

  it("is none when it is pointed to what is no address", () => {
    assert.equal(metricsAddress("us-east-1-aws", "emulator:5080"), undefined);
    assert.equal(metricsAddress("us-east-1-aws", "vectors.example.com"), undefined);
    assert.equal(metricsAddress("us-east-1-aws", ""), undefined);
  });

  it("is none for what is no environment", () => assert.equal(metricsAddress("evil.example/x?"), undefined));
});
