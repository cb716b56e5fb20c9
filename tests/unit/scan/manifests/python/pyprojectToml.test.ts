import assert from "node:assert/strict";
import { PIPFILE } from "../../../../../provider/src/scan/manifests/python/pipfile";
import { PYPROJECT_TOML } from "../../../../../provider/src/scan/manifests/python/pyprojectToml";
import { fixedBy, foundBy, lines } from "../../../../support/scan/manifests";

const found = (text: string) => foundBy(PYPROJECT_TOML, "pyproject.toml", text);
const fixed = (text: string) => fixedBy(PYPROJECT_TOML, "pyproject.toml", text);

describe("pyproject.toml", () => {
  it("reads the lists of project, groups, PDM, uv and Hatch", () => {
    const before = lines(
      "[project]",
      'name = "pinecone-client"',
      'keywords = ["pinecone-client"]',
      'dependencies = ["numpy", "pinecone-client[grpc] == 2.2.4; python_version < \'3.12\'"]',
      "[project.optional-dependencies]",
      "search = [",
      "  'pinecone-client>=2.2,<3', # old",
      '  "langchain-pinecone==0.1.1",',
      "]",
      "[dependency-groups]",
      'dev = ["pinecone-client", {include-group = "test"}]',
      "[tool.pdm.dev-dependencies]",
      'test = ["pinecone>=2.2"]',
      "[tool.uv]",
      'dev-dependencies = ["pinecone==10.2.0"]',
      'constraint-dependencies = ["pinecone-client<3"]',
      "[tool.hatch.envs.default]",
      'dependencies = ["pinecone~=2.2"]',
      "[tool.mypy]",
      'packages = ["pinecone-client==2.2.4"]',
    );
    assert.deepEqual(found(before), [
      "4:27 python/sdk-too-old pinecone-client[grpc] == 2.2.4",
      "7:4 python/sdk-too-old pinecone-client>=2.2,<3",
      "11:9 python/sdk-renamed pinecone-client",
      "13:10 python/sdk-may-be-too-old pinecone>=2.2",
      "15:22 python/sdk-2026-07 pinecone==10.2.0",
      "16:29 python/sdk-too-old pinecone-client<3",
      "18:18 python/sdk-too-old pinecone~=2.2",
    ]);
    const after = fixed(before);
    assert.deepEqual(after.split("\n").slice(3, 18), [
      'dependencies = ["numpy", "pinecone[grpc] == 7.3.0; python_version < \'3.12\'"]',
      "[project.optional-dependencies]",
      "search = [",
      "  'pinecone>=7.3.0,<9', # old",
      '  "langchain-pinecone==0.1.1",',
      "]",
      "[dependency-groups]",
      'dev = ["pinecone>=7.3.0,<9", {include-group = "test"}]',
      "[tool.pdm.dev-dependencies]",
      'test = ["pinecone>=7.3.0,<9"]',
      "[tool.uv]",
      'dev-dependencies = ["pinecone==10.2.0"]',
      'constraint-dependencies = ["pinecone>=7.3.0,<9"]',
      "[tool.hatch.envs.default]",
      'dependencies = ["pinecone~=7.3"]',
    ]);
  });

  it("reads Poetry's tables in each of their forms", () => {
    const before = lines(
      "[tool.poetry.dependencies]",
      'python = "^3.9"',
      'pinecone-client = "^2.2.4"',
      'pinecone-text = "^0.5"',
      "[tool.poetry.group.dev.dependencies]",
      'pinecone-client = { version = "~2.2", extras = ["grpc"] }',
      "[tool.poetry.group.jobs.dependencies.pinecone-client]",
      'version = "2.*"',
      "[tool.poetry.dev-dependencies]",
      '"pinecone-client" = "*"',
    );
    assert.deepEqual(found(before), [
      "3:20 python/sdk-too-old ^2.2.4",
      "6:32 python/sdk-too-old ~2.2",
      "8:12 python/sdk-too-old 2.*",
      "10:22 python/sdk-renamed *",
    ]);
    assert.equal(
      fixed(before),
      lines(
        "[tool.poetry.dependencies]",
        'python = "^3.9"',
        'pinecone = "^7.3.0"',
        'pinecone-text = "^0.5"',
        "[tool.poetry.group.dev.dependencies]",
        'pinecone = { version = "~7.3", extras = ["grpc"] }',
        "[tool.poetry.group.jobs.dependencies.pinecone]",
        'version = "7.*"',
        "[tool.poetry.dev-dependencies]",
        '"pinecone" = ">=7.3.0,<9"',
      ),
    );
  });

  it("leaves several entries of one package, and those from addresses, to a person", () => {
    const text = lines(
      "[tool.poetry.dependencies]",
      'pinecone-client = [{ version = "^2.2", python = "<3.9" }, { version = "^3.0", python = ">=3.9" }]',
      "[tool.poetry.group.a.dependencies]",
      'pinecone-client = { git = "https://github.com/pinecone-io/pinecone-python-client.git", tag = "v2.2.4" }',
    );
    assert.deepEqual(found(text), [
      "2:33 python/sdk-too-old ^2.2",
      "2:72 python/sdk-renamed ^3.0",
      "4:95 python/sdk-too-old v2.2.4",
    ]);
    assert.equal(fixed(text), text);
  });

  it("reads a requirement with escapes, and doesn't change it", () => {
    const text = '[project]\ndependencies = ["pinecone\\u002dclient==2.2.4"]\n';
    assert.deepEqual(found(text), ["2:18 python/sdk-too-old pinecone\\u002dclient==2.2.4"]);
    assert.equal(fixed(text), text);
  });

  it("keeps Windows' line ends", () => {
    const before = '[project]\r\ndependencies = [\r\n  "pinecone-client==2.2.4",\r\n]\r\n';
    assert.deepEqual(found(before), ["3:4 python/sdk-too-old pinecone-client==2.2.4"]);
    assert.equal(fixed(before), '[project]\r\ndependencies = [\r\n  "pinecone==7.3.0",\r\n]\r\n');
  });

  it("throws on broken syntax, but not on a file that has nothing of Pinecone in it", () => {
    assert.throws(() => found('[project]\ndependencies = ["pinecone-client==2.2.4"\n'));
    assert.deepEqual(found("[project\n"), []);
  });
});

describe("Pipfile", () => {
  it("reads packages, and leaves sources and scripts alone", () => {
    const before = lines(
      "[[source]]",
      'name = "pinecone"',
      "[packages]",
      'pinecone-client = "==2.2.4"',
      "[dev-packages]",
      'pinecone-client = {version = ">=2.2", extras = ["grpc"]}',
      "[tools]",
      'pinecone-client = "*"',
      "[scripts]",
      'pinecone = "<3"',
    );
    assert.deepEqual(foundBy(PIPFILE, "Pipfile", before), [
      "4:20 python/sdk-too-old ==2.2.4",
      "6:31 python/sdk-may-be-too-old >=2.2",
      "8:20 python/sdk-renamed *",
    ]);
    const after = fixedBy(PIPFILE, "Pipfile", before);
    assert.match(after, /^pinecone = "==7\.3\.0"$/m);
    assert.match(after, /^pinecone = \{version = ">=7\.3\.0,<9", extras = \["grpc"\]\}$/m);
    assert.match(after, /^pinecone = "<3"$/m);
  });
});
