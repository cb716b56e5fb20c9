import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { policies } from "../../../policy/src/policies";

const ROOT = join(__dirname, "../../..");
/** What is in policy/src and no rule. */
const OTHERS = ["index", "policies", "migrations", "pineconeIndex", "properties", "violation"];
const page = readFileSync(join(ROOT, "docs", "policies.md"), "utf8");

/** "write-log-before-collection" -> "writeLogBeforeCollection". */
const camel = (name: string) => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

describe("the policy pack", () => {
  it("has each rule in its own file, and each in the list", () => {
    const files = readdirSync(join(ROOT, "policy", "src")).map((file) => file.replace(/\.ts$/, ""));
    const rules = files.filter((file) => !OTHERS.includes(file)).sort();
    assert.deepEqual(policies.map(({ name }) => camel(name)).sort(), rules);
  });

  it("has a test for each rule", () => {
    for (const { name } of policies) assert.ok(readdirSync(__dirname).includes(`${camel(name)}.test.ts`), name);
  });

  for (const { name, description, enforcementLevel, remediationSteps, configSchema } of policies) {
    it(`${name}: says what it is, how hard, and what to do`, () => {
      assert.ok(description.endsWith("."));
      assert.ok((remediationSteps ?? "").length > 0);
      assert.equal(enforcementLevel, name === "cost-known" ? "advisory" : "mandatory");
    });

    it(`${name}: is told of in docs/policies.md, with each of its settings`, () => {
      assert.ok(page.includes(`\`${name}\``), name);
      for (const key of Object.keys(configSchema?.properties ?? {})) assert.ok(page.includes(`\`${key}\``), key);
    });
  }

  it("has every code in docs/policies.md, and no other", () => {
    const source = readdirSync(join(ROOT, "policy", "src")).map((file) =>
      readFileSync(join(ROOT, "policy", "src", file), "utf8"),
    );
    const codesOf = (text: string) => [...new Set(text.match(/\b[A-Z]{3,}(?:_[A-Z]+){1,}\b/g))];
    const own = codesOf(source.join("\n")).filter((each) => !NO_CODES.includes(each));
    const told = codesOf(page).filter((each) => !NO_CODES.includes(each));
    assert.deepEqual(told.sort(), own.sort());
  });
});

/** Constants and variables in capitals. */
const NO_CODES = [
  "PINECONE_API_KEY",
  "NAMES_POD_INDEX",
  "DEFAULT_MAX_AGE_HOURS",
  "HOUR_MS",
  "LOOKS_LIKE_KEY",
  "SHORTEST_KEY",
  "DEFAULT_ALLOWED",
  "STACK_TYPE",
];
