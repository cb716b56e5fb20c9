import assert from "node:assert/strict";
import fc from "fast-check";
import { parse, stringify } from "yaml";
import {
  holdsKey,
  type MigrationEntry,
  standingEntries,
  withMigration,
} from "../../../../provider/src/cli/init/stackFile";
import { readMigrations } from "../../../../provider/src/component/migrationConfig";

const ENTRY: MigrationEntry = {
  podIndex: "docs",
  serverless: { name: "docs-serverless", region: "us-east-1" },
  writes: "mirrored",
  writeLog: "file:///srv/podshift/docs",
  phase: "assess",
};
const PATH = "Pulumi.prod.yaml";
const add = (text: string, entry = ENTRY) => withMigration(text, entry, PATH);
const migrationsOf = (text: string) => parse(text).config["podshift:migrations"];

/** The lines of a text stand in another one, in their order. */
function assertKept(before: string, after: string): void {
  const lines = after.split("\n");
  let at = -1;
  for (const line of before.split("\n").filter((each) => each !== "")) {
    at = lines.indexOf(line, at + 1);
    assert.notEqual(at, -1, `lost or moved: ${line}\n${after}`);
  }
}

const ADDED = `    - podIndex: docs
      serverless:
        name: docs-serverless
        region: us-east-1
      writes: mirrored
      writeLog: file:///srv/podshift/docs
      phase: assess # assess, capture, copy, cutover, retire: change this line, review the preview, run up
`;

describe("withMigration", () => {
  it("writes a new file that the program reads", () => {
    const text = add("");
    assert.equal(text, `config:\n  podshift:migrations:\n${ADDED}`);
    const [settings] = readMigrations(migrationsOf(text));
    assert.equal(settings?.podIndex, "docs");
    assert.equal(settings?.phase, "assess");
  });

  it("adds to a configuration, and leaves comments, order, quotes and encrypted values as they are", () => {
    const before = `# ours
encryptionsalt: v1:4r+/=:v1:x
config:
  shop:name: "x"   # a name
  pinecone:apiKey:
    secure: v1:AAAB==

  # the region
  aws:region:   us-east-1 # here

# the end
`;
    const after = add(before);
    assertKept(before, after);
    assert.equal(after, before.replace("# here\n", `# here\n  podshift:migrations:\n${ADDED}`));
  });

  it("adds to migrations that stand there, at their indentation", () => {
    const before = `config:
  podshift:migrations:
  # first
  - podIndex: a   # the oldest
    phase: copy
    serverless: { region: us-east-1 } # twin

  # last words
  shop:name: x
`;
    const after = add(before);
    assertKept(before, after);
    assert.deepEqual(
      migrationsOf(after).map(({ podIndex }: { podIndex: string }) => podIndex),
      ["a", "docs"],
    );
    assert.match(after, /# twin\n {2}- podIndex: docs\n {4}serverless:\n {6}name/);
  });

  it("keeps an entry of the same pod index, whatever it says, to the byte", () => {
    const before = "config:\n  podshift:migrations: [{podIndex: docs,   phase: cutover}]\n";
    assert.equal(add(before), before);
    const once = add("");
    assert.equal(add(once), once);
  });

  for (const [what, before, kept] of [
    ["no configuration", "encryptionsalt: v1:x\n", { encryptionsalt: "v1:x" }],
    ["no newline at its end", "config:\n  a:b: c", { config: { "a:b": "c" } }],
    ["an empty configuration", "config:\nencryptionsalt: v1:x\n", { encryptionsalt: "v1:x" }],
    ["an empty configuration in braces", "config: {}\n", {}],
    ["an empty list", "config:\n  podshift:migrations: []\n", {}],
    ["nothing in its list", "config:\n  podshift:migrations:\n  a:b: c\n", { config: { "a:b": "c" } }],
    ["comments only", "# nothing yet\n", {}],
    ["JSON in it", '{"config": {"a:b": "c"}}', { config: { "a:b": "c" } }],
    ["a text of several lines", "config:\n  a:b: |\n    one\n    two\n", { config: { "a:b": "one\ntwo\n" } }],
  ] as const) {
    it(`adds to a file with ${what}`, () => {
      const after = add(before);
      const { config = {}, ...rest } = kept as { config?: object };
      assert.deepEqual(parse(after), { ...rest, config: { ...config, "podshift:migrations": [ENTRY] } });
      assert.equal(add(after), after);
      if (before.startsWith("#")) assert.match(after, /^# nothing yet\n/);
    });
  }

  for (const [what, lines] of [
    ["an empty list in brackets", ["    podshift:migrations: []   # none yet"]],
    ["no list yet", ["    podshift:migrations:   # none yet"]],
    ["a null", ["    podshift:migrations: ~"]],
    ["migrations in brackets", ["    podshift:migrations: [{podIndex: a,   phase: assess}]   # one"]],
    ["migrations in brackets over lines", ["    podshift:migrations: [", "      {podIndex: a},", "    ]"]],
  ] as const) {
    it(`leaves every other line as it is, to the byte, where there is ${what}`, () => {
      const [head, tail] = ["# ours\nconfig:\n    aws:region:   us-east-1   # keep\n", "    z:z:   'q'\n\n# end\n"];
      const before = `${head}${lines.map((line) => `${line}\n`).join("")}${tail}`;
      const after = add(before);
      assert.ok(after.startsWith(head) && after.endsWith(tail), after);
      assert.deepEqual(migrationsOf(after).at(-1), ENTRY);
      assert.deepEqual(parse(after).config["z:z"], "q");
      assert.equal(add(after), after);
    });
  }

  it("keeps the line ends and the mark that a file of Windows has", () => {
    for (const before of [
      "\uFEFFconfig:\r\n  a:b: c # d\r\n  e:f:\r\n    secure: v1:x==\r\nencryptionsalt: v1:y\r\n",
      "config:\r\n  podshift:migrations:\r\n    - podIndex: a\r\n",
      "encryptionsalt: v1:y\r\nconfig: {}\r\n",
      "encryptionsalt: v1:y\r\n",
      "config:\r\n  podshift:migrations: # none\r\n  a:b: c\r\n",
      "config: {a: b}\r\n",
    ]) {
      const after = add(before);
      assert.equal(after.replaceAll("\r\n", "").includes("\n"), false, JSON.stringify(after));
      assert.deepEqual(migrationsOf(after).at(-1), ENTRY);
      assert.equal(after.startsWith("\uFEFF"), before.startsWith("\uFEFF"));
      assert.equal(add(after), after);
    }
  });

  it("knows an entry whose pod index comes from elsewhere in the file", () => {
    const before =
      "base: &base { podIndex: docs }\nconfig:\n  podshift:migrations:\n    - <<: *base\n      phase: copy\n";
    assert.equal(add(before), before);
  });

  it("passes over empty places in a list", () => {
    assert.deepEqual(migrationsOf(add("config:\n  podshift:migrations:\n    -\n")), [null, ENTRY]);
  });

  it("refuses a file that is no YAML, and a key that is no list", () => {
    for (const text of ["config: [", "config:\n  podshift:migrations: yes\n", "- a\n", "a: 1\na: 2\n"]) {
      assert.throws(() => add(text), { code: "CONFIG_INVALID" });
    }
  });

  it("adds to any configuration without losing a value, and the second time changes nothing", () => {
    const value = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.array(fc.string()),
      fc.dictionary(fc.string(), fc.string()),
    );
    const key = fc.stringMatching(/^[a-z]{1,8}:[a-z]{1,8}$/);
    fc.assert(
      fc.property(fc.dictionary(key, value), fc.boolean(), (config, flow) => {
        const before = flow ? JSON.stringify({ config }) : stringify({ config });
        const after = add(before);
        assert.deepEqual(parse(after), { config: { ...parse(before).config, "podshift:migrations": [ENTRY] } });
        assert.equal(add(after), after);
        if (!flow && Object.keys(config).length > 0) assertKept(before, after);
      }),
      { numRuns: 200 },
    );
  });
});

describe("standingEntries", () => {
  it("gives the migrations of a file, none where there are none", () => {
    assert.deepEqual(standingEntries("", PATH), []);
    assert.deepEqual(standingEntries("config:\n  podshift:migrations:\n", PATH), []);
    assert.deepEqual(standingEntries(add(""), PATH), [ENTRY]);
  });
});

describe("holdsKey", () => {
  it("knows what the configuration has", () => {
    const text = "config:\n  pinecone:apiKey:\n    secure: v1:x\n";
    assert.equal(holdsKey(text, PATH, "pinecone:apiKey"), true);
    assert.equal(holdsKey(text, PATH, "pinecone:other"), false);
    assert.equal(holdsKey("", PATH, "pinecone:apiKey"), false);
  });
});
