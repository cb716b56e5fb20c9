import assert from "node:assert/strict";
import { CONDA_ENVIRONMENT } from "../../../../../provider/src/scan/manifests/python/condaEnvironment";
import { SETUP_CFG } from "../../../../../provider/src/scan/manifests/python/setupCfg";
import { SETUP_PY } from "../../../../../provider/src/scan/manifests/python/setupPy";
import { fixedBy, foundBy, lines } from "../../../../support/scan/manifests";

describe("setup.cfg", () => {
  it("reads install_requires and the extras", () => {
    const before = lines(
      "[metadata]",
      "name = pinecone-client",
      "keywords = pinecone-client",
      "[options]",
      "packages = find:",
      "install_requires =",
      "    numpy",
      "    # pinecone-client==1",
      "    pinecone-client[grpc]>=2.2,<3; python_version < '3.12'",
      "",
      "    my-pinecone-client==1",
      "python_requires = >=3.9",
      "tests_require = pinecone-client==2.2.4",
      "[options.extras_require]",
      "search =",
      "\tpinecone>=2",
      "[tool:pytest]",
      "addopts =",
      "    pinecone-client==2",
    );
    assert.deepEqual(foundBy(SETUP_CFG, "setup.cfg", before), [
      "9:5 python/sdk-too-old pinecone-client[grpc]>=2.2,<3",
      "13:17 python/sdk-too-old pinecone-client==2.2.4",
      "16:2 python/sdk-may-be-too-old pinecone>=2",
    ]);
    const after = fixedBy(SETUP_CFG, "setup.cfg", before).split("\n");
    assert.equal(after[8], "    pinecone[grpc]>=7.3.0,<9; python_version < '3.12'");
    assert.equal(after[12], "tests_require = pinecone==7.3.0");
    assert.equal(after[15], "\tpinecone>=7.3.0,<9");
  });
});

describe("setup.py", () => {
  it("reads the texts of the lists, also those given by a name, and no other texts", () => {
    const before = lines(
      "from setuptools import setup",
      'REQUIRED = ["numpy", "pinecone-client==2.2.4"]',
      'OTHER = ["pinecone-client==2.2.4"]',
      "setup(",
      '    name="pinecone-client",',
      '    keywords=["pinecone-client"],',
      "    install_requires=REQUIRED + ['pinecone-client[grpc]~=2.2'],",
      "    extras_require={",
      '        "pinecone-client": ["pinecone-client>=2.2"],',
      '        "text": ["pinecone-text==0.7"],',
      "    },",
      ")",
    );
    assert.deepEqual(
      foundBy(SETUP_PY, "setup.py", before).sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10)),
      [
        "2:23 python/sdk-too-old pinecone-client==2.2.4",
        "7:35 python/sdk-too-old pinecone-client[grpc]~=2.2",
        "9:30 python/sdk-may-be-too-old pinecone-client>=2.2",
      ],
    );
    const after = fixedBy(SETUP_PY, "setup.py", before).split("\n");
    assert.equal(after[1], 'REQUIRED = ["numpy", "pinecone==7.3.0"]');
    assert.equal(after[2], 'OTHER = ["pinecone-client==2.2.4"]');
    assert.equal(after[6], "    install_requires=REQUIRED + ['pinecone[grpc]~=7.3'],");
    assert.equal(after[8], '        "pinecone-client": ["pinecone>=7.3.0,<9"],');
  });

  it("reads what it can of broken code", () => {
    assert.deepEqual(foundBy(SETUP_PY, "setup.py", 'setup(install_requires=["pinecone-client==2.2.4"], ((\n'), [
      "1:26 python/sdk-too-old pinecone-client==2.2.4",
    ]);
  });
});

describe("setup.py of a megabyte", () => {
  it("is not parsed", () => {
    assert.throws(() => foundBy(SETUP_PY, "setup.py", "pinecone\\\n".repeat(100_000)), RangeError);
  });
});

describe("environment.yml", () => {
  it("reads conda's pip section", () => {
    const before = lines(
      "name: pinecone",
      "dependencies:",
      "  - python=3.10",
      "  - pinecone-client=2.2.4",
      "  - pip:",
      "      - pinecone-client==2.2.4",
      "      - 'pinecone-client[grpc]>=2.2'",
      "      - pinecone-text",
    );
    assert.deepEqual(foundBy(CONDA_ENVIRONMENT, "environment.yml", before), [
      "6:9 python/sdk-too-old pinecone-client==2.2.4",
      "7:10 python/sdk-may-be-too-old pinecone-client[grpc]>=2.2",
    ]);
    const after = fixedBy(CONDA_ENVIRONMENT, "environment.yml", before).split("\n");
    assert.deepEqual(after.slice(5, 7), ["      - pinecone==7.3.0", "      - 'pinecone[grpc]>=7.3.0,<9'"]);
  });

  it("throws on broken syntax", () => {
    assert.throws(() => foundBy(CONDA_ENVIRONMENT, "environment.yml", "a: [pinecone\nb: }"));
    assert.throws(() => foundBy(CONDA_ENVIRONMENT, "environment.yml", `pinecone${": ".repeat(100_000)}`), RangeError);
    assert.deepEqual(foundBy(CONDA_ENVIRONMENT, "env.yaml", "- pinecone-client==2.2.4\n"), []);
  });
});
