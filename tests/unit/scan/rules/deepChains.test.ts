import assert from "node:assert/strict";
import { parseSource } from "../../../../provider/src/scan/parse";
import { CSHARP } from "../../../../provider/src/scan/rules/csharp";
import { GO } from "../../../../provider/src/scan/rules/go";
import { JAVA } from "../../../../provider/src/scan/rules/java";

/** Deep enough to overflow a stack that follows it link by link. */
const LINKS = 4000;

describe("a chain of thousands of calls, as generated code may have it", () => {
  const chain = (link: string) => link.repeat(LINKS);
  for (const [set, language, text] of [
    [JAVA, "java", `import io.pinecone.clients.Index;\nclass A { void f(Index i) { i${chain("\n.a()")}.upsert(); } }`],
    [
      GO,
      "go",
      `package a\nimport "github.com/pinecone-io/go-pinecone/v4/pinecone"\nfunc f(c *pinecone.IndexConnection) { c${chain(".\na()")} }`,
    ],
    [CSHARP, "csharp", `using Pinecone;\nclass A { void F(PineconeClient c) { c${chain("\n.A()")}.Upsert(1); } }`],
  ] as const) {
    it(`is got through: ${language}`, () => {
      const file = parseSource(`a.${language}`, language, text);
      assert.deepEqual(set.read(file, () => undefined).findings(), []);
    });
  }
});
