import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { systemClock } from "../../../../provider/src/util/clock";
import { Appender } from "../../../../provider/src/writeLog/appender";
import { Control, DEFAULT_TIMES } from "../../../../provider/src/writeLog/control";
import { openLog } from "../../../../provider/src/writeLog/openLog";
import { failureOf } from "../../../../provider/src/writeLog/s3/failures";
import { PATIENT, PROMPT } from "../../../../provider/src/writeLog/s3/patience";
import { type LogStore, mayPass, StoreError } from "../../../../provider/src/writeLog/store";
import { body, broken, ok, refused, type StubAnswer, StubServer, silent } from "../../../support/s3/stubServer";
import { FROM_SOURCE } from "../../../support/sourceLoader";

const CREDENTIALS = { AWS_ACCESS_KEY_ID: "AKIATEST", AWS_SECRET_ACCESS_KEY: "secret", AWS_REGION: "eu-west-1" };
const ROOT = join(__dirname, "../../../..");
const ours = Buffer.from("ours");

describe("a store on S3, whose server misbehaves", () => {
  const kept = { ...process.env };
  before(async () => {
    Object.assign(process.env, CREDENTIALS);
    // The first request loads the SDK and is slow: no attempt of a test shall run out for that.
    await (await store(ok)).create("warm", ours);
    await stub?.stop();
  });
  after(() => {
    for (const name of Object.keys(CREDENTIALS)) {
      if (kept[name] === undefined) delete process.env[name];
      else process.env[name] = kept[name];
    }
  });

  let stub: StubServer | undefined;
  const patience = [PROMPT, PATIENT].map((each) => ({ each, as: { ...each } }));
  afterEach(async () => {
    for (const { each, as } of patience) Object.assign(each, as);
    await stub?.stop();
    stub = undefined;
  });

  async function store(...answers: StubAnswer[]): Promise<LogStore> {
    stub = await StubServer.start(...answers);
    const clock = { sleep: () => systemClock.sleep(1) };
    return openLog(`s3://bucket/docs?endpoint=${stub.endpoint}`, { clock, nonce: () => "n" }).store;
  }

  /** Where requests are counted: one asked again, because the machine stood still, would use up another's answer. */
  function noAttemptRunsOut(): void {
    for (const { each } of patience) Object.assign(each, { attemptMs: 60_000 });
  }

  const methods = () => stub?.seen.map(({ method }) => method);

  async function failure(work: Promise<unknown>): Promise<StoreError> {
    const error = await work.then(
      () => assert.fail("it did not fail"),
      (raised: unknown) => raised,
    );
    assert.ok(error instanceof StoreError, String(error));
    assert.equal(error.code, "LOG_UNAVAILABLE");
    assert.ok(error.next !== undefined && error.next !== "");
    return error;
  }

  it("creates by a conditional PUT, path-style, with the credentials of the environment and no newer checksum", async () => {
    assert.equal(await (await store(ok)).create("segments/w.1/000000000000.jsonl", ours), true);
    const [seen] = stub?.seen ?? [];
    assert.equal(seen?.method, "PUT");
    assert.equal(seen?.url.split("?")[0], "/bucket/docs/segments/w.1/000000000000.jsonl");
    assert.equal(seen?.headers["if-none-match"], "*");
    assert.equal(seen?.headers["content-length"], "4");
    assert.match(String(seen?.headers.authorization), /Credential=AKIATEST\/\d+\/eu-west-1\/s3\//);
    assert.deepEqual(
      Object.keys(seen?.headers ?? {}).filter((name) => name.startsWith("x-amz-checksum") || name === "expect"),
      [],
    );
    assert.equal(String(seen?.body), "ours");
  });

  it("needs no region where an endpoint is named", async () => {
    delete process.env.AWS_REGION;
    try {
      assert.equal(await (await store(ok)).create("a", ours), true);
    } finally {
      process.env.AWS_REGION = CREDENTIALS.AWS_REGION;
    }
    assert.match(String(stub?.seen[0]?.headers.authorization), /Credential=AKIATEST\/\d+\/[a-z0-9-]+\/s3\//);
  });

  it("says false when there is one already, and asks no more", async () => {
    assert.equal(await (await store(refused(412, "PreconditionFailed"))).create("a", ours), false);
    assert.deepEqual(methods(), ["PUT"]);
  });

  it("tries again when two collide, and when the server has too much to do", async () => {
    const made = await store(refused(409, "ConditionalRequestConflict"), refused(503, "SlowDown"), ok);
    assert.equal(await made.create("a", ours), true);
    assert.deepEqual(methods(), ["PUT", "PUT", "PUT"]);
  });

  for (const [what, lost] of Object.entries({
    broken,
    failed: refused(500, "InternalError"),
    "of a proxy": htmlError,
  })) {
    it(`knows its own object after an answer that was lost (${what})`, async () => {
      const made = await store(lost, refused(412, "PreconditionFailed"), body("ours"));
      assert.equal(await made.create("a", ours), true);
      assert.deepEqual(methods(), ["PUT", "PUT", "GET"]);
    });
  }

  it("knows another's object after an answer that was lost", async () => {
    const made = await store(broken, refused(412, "PreconditionFailed"), body("theirs"));
    assert.equal(await made.create("a", ours), false);
  });

  it("takes no other's equal bytes for its own when every attempt of its own was surely refused", async () => {
    const made = await store(refused(503, "SlowDown"), refused(412, "PreconditionFailed"), body("ours"));
    assert.equal(await made.create("a", ours), false);
    assert.deepEqual(methods(), ["PUT", "PUT"]);
  });

  it("breaks off a request that gets no answer, and tries again", async () => {
    const made = await store(silent, ok);
    const began = performance.now();
    assert.equal(await made.create("a", ours), true);
    const took = performance.now() - began;
    assert.ok(took > 700 && took < 2_000, `${took} ms`);
  });

  it("puts a lease once: what may have been done is left to the next renewal", async () => {
    for (const lost of [broken, refused(500, "InternalError"), silent]) {
      const error = await failure((await store(lost, ok)).put("writers/w.json", ours));
      assert.equal(error.lasting, false);
      assert.deepEqual(methods(), ["PUT"]);
      await stub?.stop();
      stub = undefined;
    }
  });

  it("gives a renewal up while its lease has time left for another", async () => {
    const made = await store(silent);
    const began = performance.now();
    await failure(made.put("writers/w.json", ours));
    const took = performance.now() - began;
    assert.ok(took < DEFAULT_TIMES.leaseMs / 3, `${took} ms of ${DEFAULT_TIMES.leaseMs}`);
  });

  it("puts a lease again when it was surely not put", async () => {
    await (await store(refused(503, "SlowDown"), ok)).put("writers/w.json", ours);
    assert.deepEqual(methods(), ["PUT", "PUT"]);
  });

  it("doesn't put a lease again when its connection broke, whatever broke it", async () => {
    const made = await store(ok);
    const lost = (error: object) => failureOf(Object.assign(new Error("made up"), error));
    // A route that is gone is told of a connection that stands too, after the request was sent.
    for (const syscall of ["read", "write"]) assert.equal(lost({ code: "EHOSTUNREACH", syscall }), "unknown");
    for (const syscall of ["connect", undefined]) assert.equal(lost({ code: "EHOSTUNREACH", syscall }), "notDone");
    assert.equal(lost({ code: "ENOTFOUND", syscall: "getaddrinfo" }), "notDone");
    await made.put("writers/w.json", ours);
  });

  it("renews a lease though many logs of one server are read at once, and get no answer", async () => {
    const server: StubAnswer = (response, request) => {
      if (request.method === "PUT") ok(response, request);
    };
    const made = await store(server);
    const others = ["b", "c"].map(
      (name) =>
        openLog(`s3://bucket/${name}?endpoint=${stub?.endpoint}`, { clock: systemClock, nonce: () => "n" }).store,
    );
    const reads = [made, ...others].flatMap((log) => Array.from({ length: 70 }, (_, at) => log.get(`segments/${at}`)));
    await systemClock.sleep(300);
    const renewed = made.put("writers/w.json", ours);
    for (const read of reads) read.catch(() => undefined);
    await renewed;
  });

  it("replaces what is there as it read it, and asks again though it may have been done", async () => {
    noAttemptRunsOut();
    const tagged =
      (etag: string): StubAnswer =>
      (response) =>
        void response.writeHead(200, { etag }).end();
    const read: StubAnswer = (response) =>
      void response.writeHead(200, { etag: '"1"', "content-length": 3 }).end("old");
    const made = await store(read, broken, refused(500, "InternalError"), tagged('"2"'), tagged('"3"'));
    await made.put("catch-up/forward.json", ours);
    await made.put("catch-up/forward.json", Buffer.from("later"));
    assert.deepEqual(methods(), ["GET", "PUT", "PUT", "PUT", "PUT"]);
    assert.deepEqual(
      stub?.seen.map(({ headers }) => headers["if-match"]),
      [undefined, '"1"', '"1"', '"1"', '"2"'],
    );
  });

  it("creates what it replaces and is not there, and goes on from what came between", async () => {
    noAttemptRunsOut();
    const read: StubAnswer = (response) =>
      void response.writeHead(200, { etag: '"1"', "content-length": 3 }).end("new");
    const made = await store(refused(404, "NoSuchKey"), refused(412, "PreconditionFailed"), read, ok);
    await made.put("catch-up/forward.json", ours);
    assert.deepEqual(
      stub?.seen.map(({ method, headers }) => [method, headers["if-none-match"], headers["if-match"]]),
      [
        ["GET", undefined, undefined],
        ["PUT", "*", undefined],
        ["GET", undefined, undefined],
        ["PUT", undefined, '"1"'],
      ],
    );
  });

  it("knows that what it replaced was done, after answers that were lost", async () => {
    noAttemptRunsOut();
    const mine: StubAnswer = (response) =>
      void response.writeHead(200, { etag: '"2"', "content-length": 4 }).end("ours");
    const made = await store(refused(404, "NoSuchKey"), broken, refused(412, "PreconditionFailed"), mine, ok);
    await made.put("catch-up/forward.json", ours);
    await made.put("catch-up/forward.json", Buffer.from("later"));
    assert.deepEqual(methods(), ["GET", "PUT", "PUT", "GET", "PUT"]);
    assert.equal(stub?.seen[4]?.headers["if-match"], '"2"');
  });

  it("says that others write the same object all the time, and what may be the matter", async () => {
    let version = 0;
    const theirs: StubAnswer = (response, { method }) =>
      method === "PUT"
        ? refused(412, "PreconditionFailed")(response, stub?.seen[0] ?? assert.fail())
        : void response.writeHead(200, { etag: `"${version++}"`, "content-length": 6 }).end("theirs");
    const error = await failure((await store(theirs)).put("catch-up/forward.json", ours));
    assert.match(error.message, /others write/);
    assert.equal(error.lasting, false);
  });

  it("says that it may not replace it, and asks once", async () => {
    const error = await failure(
      (await store(refused(404, "NoSuchKey"), refused(403, "AccessDenied"))).put("catch-up/forward.json", ours),
    );
    assert.equal(error.lasting, true);
    assert.deepEqual(methods(), ["GET", "PUT"]);
  });

  it("says the store's time as its answers have it", async () => {
    const ahead = Date.now() + 3_600_000;
    const made = await store((response) => {
      response.sendDate = false;
      response.writeHead(200, { date: new Date(ahead).toUTCString() }).end();
    });
    const { storeTime } = await made.put("writers/w.json", ours);
    assert.ok(Math.abs(storeTime - ahead) < 2_500, `${storeTime - ahead} ms off`);
  });

  it("takes an answer that was cut off for no answer, whatever it began with", async () => {
    noAttemptRunsOut();
    const cut =
      (status: number): StubAnswer =>
      (response) => {
        response.writeHead(status, { "content-length": 1000 });
        response.write("our");
        setTimeout(() => response.destroy(), 20);
      };
    const made = await store(cut(200), cut(404), cut(403), body("ours"));
    assert.equal(Buffer.from((await made.get("a")) ?? []).toString(), "ours");
    assert.deepEqual(methods(), ["GET", "GET", "GET", "GET"]);
  });

  it("doesn't say that a create was refused for good when an attempt before may have done it", async () => {
    const error = await failure((await store(broken, refused(403, "AccessDenied"))).create("a", ours));
    assert.equal(error.lasting, false);
    assert.equal(error.facts.reason, "AccessDenied");
    assert.match(error.message, /s3:PutObject/);
  });

  it("doesn't say so either when it can't look whose object it is that is there", async () => {
    const answers = [broken, refused(412, "PreconditionFailed"), refused(403, "ExpiredToken")];
    assert.equal((await failure((await store(...answers)).create("control/2.json", ours))).lasting, false);
  });

  it("knows an object that isn't there from a server that isn't S3", async () => {
    assert.equal(await (await store(refused(404, "NoSuchKey"))).get("a"), undefined);
    await stub?.stop();
    const error = await failure((await store((response) => void response.writeHead(404).end("nginx"))).get("a"));
    assert.equal(error.lasting, true);
  });

  it("lists pages, and leaves out the folder itself", async () => {
    const page = (keys: string[], token = "") =>
      body(
        `<ListBucketResult>${keys.map((key) => `<Contents><Key>docs/writers/${key}</Key></Contents>`).join("")}` +
          `<CommonPrefixes><Prefix>docs/writers/deep/</Prefix></CommonPrefixes>` +
          (token === "" ? "" : `<NextContinuationToken>${token}</NextContinuationToken>`) +
          "</ListBucketResult>",
      );
    const names = await (await store(page(["", "a.json"], "more"), page(["b.json"]))).list("writers");
    assert.deepEqual(names, ["a.json", "deep", "b.json", "deep"]);
    assert.match(String(stub?.seen[0]?.url), /delimiter=%2F.*prefix=docs%2Fwriters%2F/);
    assert.match(String(stub?.seen[1]?.url), /continuation-token=more/);
  });

  for (const [status, code, next] of [
    [403, "AccessDenied", /s3:ListBucket/],
    [403, "InvalidAccessKeyId", /AWS_ACCESS_KEY_ID/],
    [403, "SignatureDoesNotMatch", /AWS_SECRET_ACCESS_KEY/],
    [400, "ExpiredToken", /sign in/],
    [404, "NoSuchBucket", /make the bucket/],
    [301, "PermanentRedirect", /another region/],
    [400, "AuthorizationHeaderMalformed", /another region/],
    [501, "NotImplemented", /If-None-Match/],
    [405, "MethodNotAllowed", /./],
  ] as const) {
    it(`says what to do about ${code}, and asks once`, async () => {
      noAttemptRunsOut();
      const made = await store(refused(status, code));
      for (const ask of [() => made.get("control/1.json"), () => made.create("a", ours), () => made.put("a", ours)]) {
        const error = await failure(ask());
        assert.equal(error.facts.reason, code);
        assert.equal(error.lasting, true);
        assert.match(error.next ?? "", next);
      }
      assert.equal(stub?.seen.length, 3);
    });
  }

  it("goes on after a refusal of its clock, with the server's", async () => {
    const hour = 3_600_000;
    const skewed: StubAnswer = (response, request) => {
      response.sendDate = false;
      response.setHeader("date", new Date(Date.now() + hour).toUTCString());
      refused(403, "RequestTimeTooSkewed")(response, request);
    };
    assert.equal(await (await store(skewed, ok)).create("a", ours), true);
    const signed = stub?.seen.map(({ headers }) => String(headers["x-amz-date"]));
    assert.notEqual(signed?.[0]?.slice(0, 11), signed?.[1]?.slice(0, 11));
  });

  it("says that nobody listens there", async () => {
    const made = await store(ok);
    await stub?.stop();
    const error = await failure(made.put("writers/w.json", ours));
    assert.equal(error.facts.reason, "ECONNREFUSED");
    assert.equal(error.lasting, false);
    stub = undefined;
  });

  it("lets a control record be swapped through all of it, and ends at once where nothing helps", async () => {
    const nonces = { sleep: () => systemClock.sleep(1) };
    const record = { epoch: 1, by: "n", state: "open" } as never;
    const answers = [broken, refused(412, "PreconditionFailed"), broken, body(JSON.stringify({ epoch: 2, by: "n" }))];
    const swapped = await new Control(await store(...answers), nonces, () => "n").swapFrom(record, {});
    assert.equal(swapped?.by, "n");
    await stub?.stop();
    const refusing = new Control(await store(refused(403, "AccessDenied")), nonces, () => "n");
    await failure(refusing.swapFrom(record, {}));
    assert.equal(stub?.seen.length, 1);
    await failure(refusing.swap((now) => now));
  });

  it("doesn't give up a swap that was done because it may not look for a moment", async () => {
    const record = { epoch: 1, by: "n", state: "open" } as never;
    const mine = body(JSON.stringify({ epoch: 2, by: "n", state: "open" }));
    const lost = [broken, refused(412, "PreconditionFailed"), refused(403, "AccessDenied")];
    const made = await store(...lost, refused(412, "PreconditionFailed"), mine);
    const swapped = await new Control(made, { sleep: () => systemClock.sleep(1) }, () => "n").swapFrom(record, {});
    assert.equal(swapped?.by, "n");
  });

  for (const known of [["if-none-match", "if-match"], ["if-none-match"], ["if-match"], []]) {
    const knows = known.length === 2;
    it(`begins a log, and goes on with one, ${knows ? "" : "not "}on a server that knows ${known.join(" and ") || "no condition"}`, async () => {
      const objects = new Map<string, string>();
      const server: StubAnswer = (response, request) => {
        const [key = ""] = request.url.split("?");
        const found = objects.get(key);
        if (request.method === "GET" && request.url.includes("list-type"))
          body("<ListBucketResult/>")(response, request);
        else if (request.method === "GET")
          (found === undefined ? refused(404, "NoSuchKey") : body(found))(response, request);
        else if (known.some((name) => request.headers[name] !== undefined) && found !== undefined)
          refused(412, "PreconditionFailed")(response, request);
        else {
          objects.set(key, String(request.body));
          ok(response, request);
        }
      };
      const first = { writes: "mirrored", pod: { name: "docs", host: "h" }, times: DEFAULT_TIMES } as const;
      const made = await store(server);
      for (const _time of ["begin", "go on"]) {
        const begun = new Control(made, { sleep: () => systemClock.sleep(1) }, () => "n").begin(first);
        if (knows) assert.equal((await begun).epoch, 1);
        else assert.match((await failure(begun)).next ?? "", /If-None-Match/);
      }
      assert.equal(JSON.parse(objects.get("/bucket/docs/control/000000000001.json") ?? "{}").state, "open");
    });
  }

  it("keeps trying a swap that may have been done, though it is refused later", async () => {
    const made = await store(refused(403, "AccessDenied"), ok);
    const clock = { sleep: () => systemClock.sleep(1) };
    const record = { epoch: 1, by: "n", state: "open" } as never;
    let creates = 0;
    const doubtful: LogStore = {
      ...made,
      create: async (path, bytes) => {
        creates += 1;
        if (creates === 1) throw new StoreError("made up", false, {});
        return made.create(path, bytes);
      },
    };
    assert.notEqual(await new Control(doubtful, clock, () => "n").swapFrom(record, {}), undefined);
    assert.equal(creates, 3);
  });

  it("gives a swap up that is refused again and again, and doesn't say that nothing was done", async () => {
    const made = await store(broken, refused(403, "ExpiredToken"));
    const record = { epoch: 1, by: "n", state: "open" } as never;
    const error = await failure(
      new Control(made, { sleep: () => systemClock.sleep(0) }, () => "n").swapFrom(record, {}),
    );
    assert.equal(error.lasting, false);
    assert.match(error.message, /not known/);
    assert.match(error.next ?? "", /sign in anew/);
  });

  it("fails a write that can't be logged, as every store does", async () => {
    const log = new Appender(await store(refused(403, "AccessDenied")), "w");
    const error = await failure(log.append([{ v: 1, t: 1, n: 0, w: "w", e: 1, ns: "", op: "delete", ids: ["a"] }]));
    assert.equal(mayPass(error), false);
  });
});

describe("a store on S3, in a process of its own", () => {
  function run(script: string, env: Record<string, string> = {}): string {
    const { AWS_REGION: _region, AWS_DEFAULT_REGION: _default, AWS_PROFILE: _profile, ...inherited } = process.env;
    const quiet = {
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_CONFIG_FILE: "/dev/null",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    };
    const { stdout, stderr } = spawnSync(process.execPath, [...FROM_SOURCE, "-e", `(async () => { ${script} })()`], {
      cwd: ROOT,
      env: { ...inherited, ...quiet, ...env },
      encoding: "utf8",
    });
    assert.equal(stderr, "");
    return stdout.trim();
  }

  const open = (url: string) =>
    `const { openLog } = require(${JSON.stringify(join(ROOT, "provider/src/writeLog/openLog"))});
     const { store } = openLog(${JSON.stringify(url)}, { clock: { sleep: (ms) => new Promise((done) => setTimeout(done, ms)) }, nonce: () => "n" });`;
  const reason = `await store.get("a").catch((error) => console.log(error.code, error.facts.reason, error.lasting));`;

  it("loads the SDK on first use, and not before", () => {
    const loaded = `Object.keys(require.cache).filter((file) => file.includes("@aws-sdk") || file.includes("@smithy")).length`;
    const modules = ["index", "cli/program", "capture/index", "handlers/index"].map((name) =>
      join(ROOT, "provider/src", name),
    );
    const script = `${modules.map((name) => `require(${JSON.stringify(name)});`).join("")}
      ${open("s3://bucket/docs")}
      console.log(${loaded}); await store.get("control/1.json").catch(() => {}); console.log(${loaded} > 0);`;
    assert.deepEqual(run(script).split("\n"), ["0", "true"]);
  });

  it("says that no region is known", () => {
    const { AWS_REGION: _none, ...credentials } = CREDENTIALS;
    assert.equal(run(open("s3://bucket/docs") + reason, credentials), "LOG_UNAVAILABLE RegionMissing true");
  });

  it("waits no longer for credentials than for an answer, and goes on once they are found", () => {
    // Time passes with a pause between attempts, which takes none: only the wait for credentials is a real one.
    const script = `
      let paused = 0;
      const real = performance.now.bind(performance);
      performance.now = () => real() + paused;
      const { openLog } = require(${JSON.stringify(join(ROOT, "provider/src/writeLog/openLog"))});
      const clock = { sleep: async (ms) => void (paused += ms) };
      const url = "s3://bucket/docs?region=eu-west-1&endpoint=http://127.0.0.1:9";
      const { store } = openLog(url, { clock, nonce: () => "n" });
      const { connect } = require(${JSON.stringify(join(ROOT, "provider/src/writeLog/s3/s3Client"))});
      const { client } = await connect({ region: "eu-west-1", endpoint: "http://127.0.0.1:9" });
      const { credentials } = client.config;
      await store.put("writers/w.json", Buffer.from("x")).catch((error) => console.log(error.facts.reason));
      client.config.credentials = () => new Promise(() => undefined);
      const began = performance.now();
      const kept = setTimeout(() => console.log("it hangs"), 12_000);
      await store.put("writers/w.json", Buffer.from("x")).catch((error) => console.log(error.code, error.facts.reason, error.lasting));
      clearTimeout(kept);
      console.log(performance.now() - began < 8_000);
      client.config.credentials = credentials;
      await store.put("writers/w.json", Buffer.from("x")).catch((error) => console.log(error.facts.reason));
      process.exit(0);`;
    const found = run(script, CREDENTIALS).split("\n");
    assert.deepEqual(found, ["ECONNREFUSED", "LOG_UNAVAILABLE NoCredentialsInTime false", "true", "ECONNREFUSED"]);
  });

  it("says that there are no credentials", () => {
    assert.equal(
      run(open("s3://bucket/docs?region=eu-west-1") + reason),
      "LOG_UNAVAILABLE CredentialsProviderError true",
    );
  });
});

/** What a proxy in front of the server answers when it gives up. */
function htmlError(response: Parameters<StubAnswer>[0]): void {
  response.writeHead(502, { "content-type": "text/html" }).end("<html><body>Bad gateway</body></html>");
}
