import assert from "node:assert/strict";
import { requireController, requireIndexHost } from "../../../provider/src/util/keyHosts";

const SERVICE = "docs-abc123.svc.us-east1-gcp.pinecone.io";
const EMULATOR = "http://emulator:5080";

describe("hosts that a key may go to", () => {
  const taken: readonly (readonly [string, string?])[] = [
    [SERVICE],
    [`https://${SERVICE}`],
    [`https://${SERVICE}:443/`],
    ["docs-abc123.svc.private.aped-4627-b74a.pinecone.io"],
    ["http://127.0.0.1:5081"],
    ["http://localhost:5081"],
    ["http://[::1]:5081"],
    // What the user named, and what stands beside it.
    ["http://emulator:5081", EMULATOR],
    ["https://emulator:5081", EMULATOR],
    ["https://docs.vectors.example.com", "https://api.vectors.example.com"],
    ["https://10.1.2.3:5081", "https://10.1.2.3:5080"],
    ["http://10.1.2.3:5081", "http://10.1.2.3:5080"],
    ["docs.vectors.example.com", "docs-pod.vectors.example.com"],
    ["http://docs.vectors.internal:5081", "http://api.vectors.internal:5080"],
    ["https://docs.team.example.co.uk", "https://api.team.example.co.uk"],
    // Its own place on a domain that is shared out, and what is below that.
    ["https://d1.cloudfront.net:8443", "https://d1.cloudfront.net"],
    ["https://docs.team.herokuapp.com", "https://api.team.herokuapp.com"],
    ["https://docs.gateway.co.uk", "https://gateway.co.uk"],
    ["https://docs.gateway.com", "https://gateway.com"],
  ];
  for (const [host, named] of taken) {
    it(`takes ${host}${named === undefined ? "" : ` beside ${named}`}`, () => requireIndexHost(host, [named]));
  }

  const refused: readonly (readonly [string, string?])[] = [
    ["evil.example"],
    ["https://evil.example"],
    // Without encryption.
    [`http://${SERVICE}`],
    [`HTTP://${SERVICE}`],
    // Looks like the service.
    ["pinecone.io.evil.example"],
    ["docs.pinecone.io@evil.example"],
    [`https://${SERVICE}@evil.example/`],
    ["evilpinecone.io"],
    [`evil.example/${SERVICE}`],
    [`evil.example?${SERVICE}`],
    [`evil.example#${SERVICE}`],
    [`evil.example\\.${SERVICE}`],
    ["127.0.0.1.evil.example"],
    ["localhost.evil.example"],
    // No place at all.
    [""],
    ["file:///etc/passwd"],
    ["javascript:alert(1)"],
    ["http://"],
    ["a b"],
    // Beside nothing that was named.
    ["https://10.1.2.4", "https://10.1.2.3"],
    ["https://evil.com", "https://gateway.com"],
    ["http://docs.vectors.example.com", "https://api.vectors.example.com"],
    ["https://vectors.example.com.evil.example", "https://api.vectors.example.com"],
    ["http://emulator.evil.example:5081", EMULATOR],
    ["evil.example", ""],
    ["evil.example", "not a host"],
    // On the same domain, which is shared out to anybody.
    ["https://evil.cloudfront.net", "https://d1.cloudfront.net"],
    ["https://evil-uc.a.run.app", "https://gateway-uc.a.run.app"],
    ["https://evil.co.uk", "https://gateway.co.uk"],
    ["https://evil.execute-api.us-east-1.amazonaws.com", "https://abc.execute-api.us-east-1.amazonaws.com"],
    ["https://evil.com.", "https://gateway.com."],
    ["https://evil.co.uk.", "https://gateway.co.uk."],
    ["evil.cloudfront.net", "d1.cloudfront.net"],
    ["https://evil.co.uk", "https://co.uk"],
    ["http://evil.emulator:5081", EMULATOR],
  ];
  for (const [host, named] of refused) {
    it(`refuses ${JSON.stringify(host)}${named === undefined ? "" : ` beside ${named}`}`, () => {
      assert.throws(() => requireIndexHost(host, [named]), { code: "INDEX_HOST_REFUSED" });
    });
  }
});

describe("a control plane", () => {
  for (const url of [
    "https://api.pinecone.io",
    "https://gateway.example.com",
    "http://127.0.0.1:5080",
    "http://localhost:5080",
    "http://[::1]:5080",
    "http://emulator:5080",
    "http://pinecone.internal:5080",
    "http://10.0.0.7:5080",
    "http://172.16.0.7",
    "http://192.168.1.7",
    "http://[fd00::7]:5080",
  ]) {
    it(`may be ${url}`, () => requireController(url));
  }

  for (const url of [
    "http://api.pinecone.io",
    "http://gateway.example.com",
    "http://8.8.8.8",
    "http://172.32.0.1",
    "http://10.evil.example:80/x",
    "http://[2001:db8::1]",
    "http://internal.example",
    "http://",
  ]) {
    it(`can't be ${url}`, () => assert.throws(() => requireController(url), { code: "CONFIG_INVALID" }));
  }
});
