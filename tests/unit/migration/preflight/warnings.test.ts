import assert from "node:assert/strict";
import { type PreflightFacts, preflight } from "../../../../provider/src/migration/preflight";
import { podDescription } from "../../../support/provider/descriptions";
import { cleanFacts, countsOf, manyNamespaces } from "../../../support/provider/preflightFacts";

const withFacts = (change: Partial<PreflightFacts>) => preflight(cleanFacts(change));
const stats = countsOf;
const tagged = (tags: Record<string, string>) => ({ serverless: { ...cleanFacts().serverless, tags } });
const named512 = (name: string) => ({ namespaces: new Map([[name, 1]]), total: 1 });

describe("preflight", () => {
  const warnings: ReadonlyArray<readonly [code: string, title: string, change: Partial<PreflightFacts>, fact: RegExp]> =
    [
      ["NAMESPACE_INVALID", "a namespace that is not ASCII", { stats: named512("zażółć") }, /"zażółć"$/],
      ["NAMESPACE_INVALID", "a namespace of 513 characters", { stats: named512("n".repeat(513)) }, /up to 512/],
      [
        "NAMESPACE_INVALID",
        "many of them",
        { stats: { namespaces: new Map(["ä", "ö", "ü", "ß", "é"].map((name) => [name, 1])), total: 5 } },
        /"ä", "ö", "ü" and 2 more$/,
      ],
      ["TAGS_INVALID", "a tag that is podshift's own", tagged({ "podshift-source": "x" }), /podshift-source/],
      [
        "INDEX_QUOTA",
        "one index too many",
        { plan: "builder", project: { serverlessIndexes: 10, toCome: 1 } },
        /11 serverless indexes, 1 of them new; the Builder plan has 10/,
      ],
      [
        "INDEX_QUOTA",
        "one too many of a plan that nobody said",
        { project: { serverlessIndexes: 20, toCome: 3 } },
        /the Standard plan \(assumed: say yours in `pricing.plan`\) has 20/,
      ],
      [
        "NAMESPACE_QUOTA",
        "101 namespaces on Starter",
        { plan: "starter", stats: manyNamespaces(101) },
        /101 namespaces/,
      ],
      [
        "STORAGE_QUOTA",
        "vectors beyond a flat plan's storage",
        { plan: "starter", stats: stats(...Array.from({ length: 100 }, () => 2_600_000)) },
        /2\.1 GB; the Starter plan holds 2 GB/,
      ],
      [
        "PRIVATE_ENDPOINT",
        "a private endpoint",
        { pod: podDescription({ metric: "dotproduct", privateHost: "docs.private.example" }) },
        /docs\.private\.example/,
      ],
    ];
  for (const [code, title, change, fact] of warnings) {
    it(`warns of ${title}: ${code}`, () => {
      const found = withFacts(change).filter(({ severity }) => severity !== "info");
      assert.deepEqual(
        found.map((finding) => [finding.severity, finding.code]),
        [["warning", code]],
      );
      assert.match(found[0]?.fact ?? "", fact);
      assert.ok(found[0]?.remedy && found[0].link.startsWith("https://"));
    });
  }
});
