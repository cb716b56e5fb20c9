import assert from "node:assert/strict";
import { readCommand } from "../../../../provider/src/migration/spread/commands";

const AT = { w: "app.1", segment: 3, line: 4 };

describe("commands of a distributed catch-up's driver", () => {
  for (const [text, command] of [
    [
      { do: "peek", entries: [AT] },
      { do: "peek", entries: [AT] },
    ],
    [
      { do: "resolve", entries: [] },
      { do: "resolve", entries: [] },
    ],
    [
      { do: "range", range: 0, until: AT },
      { do: "range", range: 0, until: AT },
    ],
    [
      { do: "range", range: 1 },
      { do: "range", range: 1, until: null },
    ],
    [
      { do: "route", namespaces: ["a"] },
      { do: "route", namespaces: ["a"] },
    ],
    [
      { do: "route", namespaces: ["a"], uri: "s3://b/j", records: 7 },
      { do: "route", namespaces: ["a"], uri: "s3://b/j", records: 7 },
    ],
    [
      { do: "import", uri: "s3://b/j", namespaces: ["a"] },
      { do: "import", uri: "s3://b/j", namespaces: ["a"] },
    ],
    [
      { do: "finish", ranges: [{ range: 0, parts: 4 }] },
      { do: "finish", ranges: [{ range: 0, parts: 4 }], entries: 0 },
    ],
    [
      { do: "finish", ranges: [], entries: 7 },
      { do: "finish", ranges: [], entries: 7 },
    ],
  ] as const) {
    it(`reads ${JSON.stringify(text)}`, () => {
      assert.deepEqual(readCommand(JSON.stringify(text)), command);
    });
  }

  for (const text of [
    "",
    "nonsense",
    "7",
    "[]",
    '{"do":"dance"}',
    '{"do":"peek"}',
    '{"do":"peek","entries":[{"w":"a","segment":-1,"line":0}]}',
    '{"do":"range","range":"0","until":null}',
    '{"do":"range","range":0,"until":7}',
    '{"do":"import","namespaces":[]}',
    '{"do":"route","namespaces":["a"],"records":-1}',
    '{"do":"route","namespaces":["a"],"uri":7}',
    '{"do":"finish","ranges":[{"range":0}]}',
  ]) {
    it(`refuses ${text}`, () => {
      assert.throws(() => readCommand(text), { code: "SPREAD_INPUT_BROKEN" });
    });
  }
});
