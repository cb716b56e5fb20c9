import assert from "node:assert/strict";
import { PodshiftError } from "../../../provider/src/errors";
import { DEFAULT_LIMITS } from "../../../provider/src/proxy/limits";
import { readSettings, readTls } from "../../../provider/src/proxy/settings";
import { CERT, KEY, NEXT_KEY } from "../../support/proxy/certificate";

const noFile = () => {
  throw new Error("ENOENT");
};

describe("proxy settings", () => {
  it("take addresses, and defaults for what is left out", () => {
    assert.deepEqual(readSettings({ listen: "[::1]:5081", admin: "localhost:0" }, noFile), {
      listen: { host: "::1", port: 5081 },
      admin: { host: "localhost", port: 0 },
      tls: undefined,
      limits: DEFAULT_LIMITS,
    });
    const { limits } = readSettings({ listen: "0.0.0.0:1", maxBody: "2048", drainSeconds: "0" }, noFile);
    assert.deepEqual(limits, { ...DEFAULT_LIMITS, bodyBytes: 2048, drainMs: 0 });
  });

  it("say everything that is wrong at once", () => {
    const wrong = {
      listen: "5081",
      admin: "host:99999",
      tlsCert: "cert.pem",
      maxBody: "10 MB",
      serviceSeconds: "61",
      maxConnections: "0",
    };
    const error = caught(() => readSettings(wrong, noFile));
    assert.equal(error.code, "CONFIG_INVALID");
    for (const option of [
      "--listen",
      "--admin",
      "--tls-cert",
      "--max-body",
      "--service-seconds",
      "--max-connections",
    ]) {
      assert.ok(error.summary.includes(option), option);
    }
  });

  it("refuse an admin port that is the data port, and files that are no certificate", () => {
    const same = caught(() => readSettings({ listen: "a:1", admin: "a:1" }, noFile));
    assert.match(same.summary, /--admin/);
    const pem = caught(() => readSettings({ listen: "a:1", tlsCert: "c", tlsKey: "k" }, () => Buffer.from("no pem")));
    assert.match(pem.summary, /PEM/);
    const absent = caught(() => readSettings({ listen: "a:1", tlsCert: "c", tlsKey: "k" }, noFile));
    assert.match(absent.summary, /c can't be read[\s\S]*k can't be read/);
  });

  it("read the certificate again: what is wrong with it is said, and none is none", () => {
    const files: Record<string, Buffer> = { c: CERT, k: KEY, other: NEXT_KEY };
    const read = (path: string) => files[path] ?? noFile();
    assert.deepEqual(readTls({ tlsCert: "c", tlsKey: "k" }, read), { cert: CERT, key: KEY });
    assert.equal(readTls({}, noFile), undefined);
    const half = caught(() => readTls({ tlsCert: "c", tlsKey: "other" }, read));
    assert.equal(half.code, "CONFIG_INVALID");
    assert.match(half.summary, /no certificate and its key/);
    assert.match(caught(() => readTls({ tlsCert: "c", tlsKey: "gone" }, read)).summary, /gone can't be read/);
  });
});

function caught(run: () => unknown): PodshiftError {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof PodshiftError);
    return error;
  }
  return assert.fail("nothing was thrown");
}
