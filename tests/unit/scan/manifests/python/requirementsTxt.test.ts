// biome-ignore-all lint/suspicious/noTemplateCurlyInString: build files have variables that look like ours
import assert from "node:assert/strict";
import { REQUIREMENTS_TXT } from "../../../../../provider/src/scan/manifests/python/requirementsTxt";
import { fixedBy, foundBy, lines } from "../../../../support/scan/manifests";

const PATH = "app/requirements.txt";
const found = (text: string, path = PATH) => foundBy(REQUIREMENTS_TXT, path, text);
const fixed = (text: string) => fixedBy(REQUIREMENTS_TXT, PATH, text);

describe("requirements.txt", () => {
  it("takes requirements and constraints by their usual names", () => {
    for (const path of [
      PATH,
      "requirements-dev.txt",
      "dev_requirements.in",
      "constraints.txt",
      "requirements/base.txt",
    ]) {
      assert.ok(REQUIREMENTS_TXT.matches(path), path);
    }
    for (const path of ["notes.txt", "requirements.md", "docs/requirements/base.rst", "my_requirements_doc.html"]) {
      assert.ok(!REQUIREMENTS_TXT.matches(path), path);
    }
  });

  it("finds each kind of requirement at its place, and fixes it in its own style", () => {
    const before = lines(
      "# pinecone-client==1.0 in a comment",
      "-r other.txt",
      "--index-url https://example.invalid/pinecone-client/simple",
      "numpy==1.26.0",
      "pinecone-client==2.2.4  # vectors",
      "pinecone-client[grpc] ~= 2.2 ; python_version >= '3.8'",
      "Pinecone_Client[grpc]>=2.2,<3;python_version<'3.12'",
      "pinecone (>=2.0)",
      "pinecone-client",
      "pinecone-client >= 3.0",
      "pinecone",
      "pinecone[grpc]>=5.1,<8",
      "pinecone-client \\",
      "    ==2.2.1",
    );
    assert.deepEqual(found(before), [
      "5:1 python/sdk-too-old pinecone-client==2.2.4",
      "6:1 python/sdk-too-old pinecone-client[grpc] ~= 2.2",
      "7:1 python/sdk-too-old Pinecone_Client[grpc]>=2.2,<3",
      "8:1 python/sdk-may-be-too-old pinecone (>=2.0",
      "9:1 python/sdk-renamed pinecone-client",
      "10:1 python/sdk-renamed pinecone-client >= 3.0",
      "13:1 python/sdk-too-old pinecone-client \\\n    ==2.2.1",
    ]);
    assert.equal(
      fixed(before),
      lines(
        "# pinecone-client==1.0 in a comment",
        "-r other.txt",
        "--index-url https://example.invalid/pinecone-client/simple",
        "numpy==1.26.0",
        "pinecone==7.3.0  # vectors",
        "pinecone[grpc] ~= 7.3 ; python_version >= '3.8'",
        "pinecone[grpc]>=7.3.0,<9;python_version<'3.12'",
        "pinecone (>=7.3.0,<9)",
        "pinecone>=7.3.0,<9",
        "pinecone >= 7.3.0,< 9",
        "pinecone",
        "pinecone[grpc]>=5.1,<8",
        "pinecone \\",
        "    ==7.3.0",
      ),
    );
  });

  it("keeps Windows' line ends and a byte order mark", () => {
    const before = "\uFEFFnumpy\r\npinecone-client==2.2.4\r\npinecone-client[grpc]>=2 \\\r\n  ,<3\r\n";
    assert.deepEqual(found(before), [
      "2:1 python/sdk-too-old pinecone-client==2.2.4",
      "3:1 python/sdk-too-old pinecone-client[grpc]>=2 \\\r\n  ,<3",
    ]);
    assert.equal(fixed(before), "\uFEFFnumpy\r\npinecone==7.3.0\r\npinecone[grpc]>=7.3.0,<9\r\n");
  });

  it("says nothing of namesakes", () => {
    const text = lines(
      ...["pinecone-text==0.7.1", "pinecone-datasets>=0.5", "langchain-pinecone==0.1.1", "my-pinecone-client==2.2.4"],
      ...[
        "pinecone-client-nightly==2.2.4",
        "llama-index-vector-stores-pinecone==0.1",
        "pinecone_plugin_interface==0.0.7",
      ],
    );
    assert.deepEqual(found(text), []);
  });

  it("doesn't change a line with hashes, and says what to do", () => {
    const text = lines(
      "pinecone-client==2.2.4 \\",
      `    --hash=sha256:${"0".repeat(64)} \\`,
      `    --hash=sha256:${"1".repeat(64)}`,
    );
    assert.deepEqual(found(text), ["1:1 python/sdk-too-old pinecone-client==2.2.4"]);
    assert.equal(fixed(text), text);
    const [only] = REQUIREMENTS_TXT.read(PATH, text);
    assert.match(only?.found.next ?? "", /hashes/);
  });

  it("reads the version out of an address, and changes none", () => {
    const text = lines(
      "pinecone-client @ https://example.invalid/pinecone_client-2.2.4-py3-none-any.whl",
      "https://example.invalid/pinecone-client-2.2.1.tar.gz",
      "-e git+https://github.com/pinecone-io/pinecone-python-client.git@v2.2.4#egg=pinecone-client",
      "git+https://github.com/pinecone-io/pinecone-python-client@v7.3.0",
      "pinecone @ git+https://github.com/pinecone-io/pinecone-python-client@v2.2.0",
      "pinecone @ file:///wheels/pinecone-7.3.0-py3-none-any.whl",
      "git+https://github.com/someone/pinecone-demo@v1.0.0",
      "./pinecone-client",
    );
    assert.deepEqual(
      found(text).map((each) => each.split(" ", 2).join(" ")),
      ["1:1 python/sdk-too-old", "2:1 python/sdk-too-old", "3:4 python/sdk-too-old", "5:1 python/sdk-too-old"],
    );
    assert.equal(fixed(text), text);
  });

  it("finds plugins that newer SDKs refuse, and SDKs of API 2026-07", () => {
    const text = lines(
      "pinecone-plugin-inference==1.0.3",
      "pinecone_plugin_records",
      "pinecone==10.2.0",
      "pinecone>=10",
      "pinecone==9.1.0",
    );
    assert.deepEqual(found(text), [
      "1:1 python/sdk-plugin pinecone-plugin-inference==1.0.3",
      "2:1 python/sdk-plugin pinecone_plugin_records",
      "3:1 python/sdk-2026-07 pinecone==10.2.0",
      "4:1 python/sdk-2026-07 pinecone>=10",
    ]);
    assert.equal(fixed(text), text);
  });

  it("passes over what it can't read", () => {
    const text = "\u0000\u0001pinecone-client==1\npinecone client\n[pinecone]\n==2 pinecone\npinecone==\n";
    assert.deepEqual(found(text), []);
    const unknown = "pinecone-client==${VERSION}\n";
    assert.deepEqual(found(unknown), ["1:1 python/sdk-renamed pinecone-client==${VERSION}"]);
    assert.equal(fixed(unknown), unknown);
    assert.deepEqual(found(""), []);
  });
});
