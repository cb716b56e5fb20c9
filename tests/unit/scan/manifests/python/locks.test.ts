import assert from "node:assert/strict";
import type { ManifestReader } from "../../../../../provider/src/scan/manifests/manifest";
import { PDM_LOCK, POETRY_LOCK, PYLOCK_TOML, UV_LOCK } from "../../../../../provider/src/scan/manifests/python/locks";
import { PIPFILE_LOCK } from "../../../../../provider/src/scan/manifests/python/pipfileLock";
import { fixedBy, foundBy, lines, processorMs } from "../../../../support/scan/manifests";

/** A lockfile as these tools write it; the SDK's plugin, needed by it, is nobody's fault. */
function lock(header: string, version: string): string {
  return lines(
    "# written by a tool",
    "version = 1",
    "",
    header,
    'name = "langchain-pinecone"',
    'version = "0.1.1"',
    "[package.dependencies]".replace("package", header.replaceAll(/[[\]]/g, "")),
    'pinecone-client = ">=2.2"',
    "",
    header,
    'name = "pinecone-client"',
    `version = "${version}"`,
    "",
    header,
    'name = "pinecone-plugin-inference"',
    'version = "1.0.3"',
    "",
    header,
    'name = "requests"',
    'version = "2.2.4"',
  );
}

const CASES: readonly (readonly [ManifestReader, path: string, header: string])[] = [
  [POETRY_LOCK, "poetry.lock", "[[package]]"],
  [PDM_LOCK, "pdm.lock", "[[package]]"],
  [UV_LOCK, "api/uv.lock", "[[package]]"],
  [PYLOCK_TOML, "pylock.dev.toml", "[[packages]]"],
];

describe("Python's lockfiles", () => {
  for (const [reader, path, header] of CASES) {
    it(`${path}: finds the locked version, and never changes it`, () => {
      assert.deepEqual(foundBy(reader, path, lock(header, "2.2.4")), ["12:12 python/sdk-too-old 2.2.4"]);
      assert.deepEqual(foundBy(reader, path, lock(header, "4.1.2")), ["12:12 python/sdk-renamed 4.1.2"]);
      assert.equal(fixedBy(reader, path, lock(header, "2.2.4")), lock(header, "2.2.4"));
    });
  }

  it("Windows' line ends don't move the place", () => {
    const text = lock("[[package]]", "2.2.4").replaceAll("\n", "\r\n");
    assert.deepEqual(foundBy(UV_LOCK, "uv.lock", text), ["12:12 python/sdk-too-old 2.2.4"]);
  });

  it("a lockfile of several megabytes is read within moments", () => {
    const filler = (at: number) =>
      `[[package]]\nname = "package-${at}"\nversion = "1.0.${at}"\nfiles = ["${"x".repeat(200)}"]\n\n`;
    const text = Array.from({ length: 15_000 }, (_, at) => filler(at)).join("") + lock("[[package]]", "2.2.4");
    const ms = processorMs(() => assert.equal(foundBy(POETRY_LOCK, "poetry.lock", text).length, 1));
    assert.ok(ms < 1_000, `${ms} ms`);
  });

  it("Pipfile.lock: finds versions in every category", () => {
    const text = JSON.stringify(
      {
        _meta: { hash: { sha256: "pinecone-client" } },
        default: { "pinecone-client": { index: "pypi", version: "==2.2.4" }, "pinecone-text": { version: "==0.7" } },
        develop: { pinecone: { version: "==7.3.0" }, "pinecone-plugin-inference": { version: "==1.0.3" } },
      },
      undefined,
      4,
    );
    assert.deepEqual(foundBy(PIPFILE_LOCK, "Pipfile.lock", text), ["10:25 python/sdk-too-old ==2.2.4"]);
    assert.throws(() => foundBy(PIPFILE_LOCK, "Pipfile.lock", `${text},`));
  });
});
