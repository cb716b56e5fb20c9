import assert from "node:assert/strict";
import { MANIFEST_READERS, MANIFEST_RULES } from "../../../../provider/src/scan/manifests/all";

const readersOf = (path: string) => MANIFEST_READERS.filter((reader) => reader.matches(path)).map(({ name }) => name);

describe("manifest readers", () => {
  for (const path of [
    ...[
      "requirements.txt",
      "requirements/dev.txt",
      "constraints.txt",
      "pyproject.toml",
      "Pipfile",
      "setup.cfg",
      "setup.py",
    ],
    ...["environment.yml", "poetry.lock", "pdm.lock", "uv.lock", "pylock.toml", "Pipfile.lock"],
    ...[
      "package.json",
      "pnpm-workspace.yaml",
      "package-lock.json",
      "npm-shrinkwrap.json",
      "pnpm-lock.yaml",
      "yarn.lock",
    ],
    ...["pom.xml", "build.gradle", "build.gradle.kts", "gradle/libs.versions.toml", "gradle.lockfile", "go.mod"],
    ...["App.csproj", "App.fsproj", "Directory.Packages.props", "packages.config", "packages.lock.json"],
  ]) {
    it(`${path} has exactly one, at the top and deeper`, () => {
      assert.equal(readersOf(path).length, 1);
      assert.deepEqual(readersOf(`services/api/${path}`), readersOf(path));
    });
  }

  it("leave other files alone", () => {
    for (const path of [
      "README.md",
      "main.py",
      "tsconfig.json",
      "go.sum",
      "Cargo.toml",
      "a.xml",
      "docker-compose.yml",
    ]) {
      assert.deepEqual(readersOf(path), [], path);
    }
  });

  it("say nothing of, and don't choke on, files without Pinecone in them", () => {
    for (const reader of MANIFEST_READERS) assert.deepEqual([...reader.read("x", "{{{<<<[[[")], [], reader.name);
  });
});

describe("manifest rules", () => {
  it("have ids of their language, each once, with a title and help", () => {
    assert.equal(new Set(MANIFEST_RULES.map(({ id }) => id)).size, MANIFEST_RULES.length);
    for (const { id, title, help } of MANIFEST_RULES) {
      assert.match(id, /^(python|javascript|java|go|csharp)\/sdk-[a-z0-9-]+$/);
      assert.ok(title.length > 0 && help.length > 80, id);
    }
  });
});
