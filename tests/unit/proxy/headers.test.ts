import assert from "node:assert/strict";
import { credentialsOf, endToEnd, isEncoded } from "../../../provider/src/proxy/headers";

describe("headers", () => {
  it("go on as they came, without those of the hop and those that it names", () => {
    const raw = [
      ...["Host", "a", "Api-Key", "k", "Connection", "keep-alive, X-Own", "X-Own", "1", "Keep-Alive", "5"],
      ...["TE", "trailers", "Transfer-Encoding", "chunked", "Content-Length", "3", "Expect", "100-continue"],
      ...["Upgrade", "h2c", "HTTP2-Settings", "x", "X-HTTP-Method-Override", "DELETE", "Proxy-Authorization", "p"],
      ...["X-Pinecone-Api-Version", "2025-10", "Accept", "a", "accept", "b", ":path", "/x"],
    ];
    assert.deepEqual(endToEnd(raw, "keep-alive, X-Own"), [
      ...["Api-Key", "k", "X-Pinecone-Api-Version", "2025-10", "Accept", "a", "accept", "b"],
    ]);
  });

  it("lead no client past the proxy", () => {
    assert.deepEqual(endToEnd(["Location", "https://a", "Alt-Svc", "h3", "Date", "d"], undefined), ["Date", "d"]);
  });

  it("say whether a body is encoded, be it in the second of two", () => {
    const plain = ["Content-Encoding", "identity"];
    assert.deepEqual(
      [[], plain, [...plain, "content-encoding", "br"], ["content-encodinG", "gzip"], ["accept-encoding", "gzip"]].map(
        isEncoded,
      ),
      [false, false, true, true, false],
    );
  });

  it("hold credentials, or none", () => {
    assert.deepEqual(credentialsOf({ "api-key": "k", authorization: "b", other: "x" }), {
      "api-key": "k",
      authorization: "b",
    });
    assert.equal(credentialsOf({ "api-key": "", host: "x" }), undefined);
  });
});
