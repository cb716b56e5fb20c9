import assert from "node:assert/strict";
import { PodshiftError } from "../../../../provider/src/errors";
import { parsePrices } from "../../../../provider/src/migration/cost/priceFile";
import { findPrice, PRICES } from "../../../../provider/src/migration/cost/prices";

function problems(text: string): string[] {
  try {
    parsePrices(text, "prices.yaml");
  } catch (error) {
    assert.ok(error instanceof PodshiftError, String(error));
    assert.equal(error.code, "CONFIG_INVALID");
    return error.summary.split("\n").slice(1);
  }
  throw new Error("nothing was refused");
}

describe("parsePrices", () => {
  it("lays its prices over the table, as confirmed by the user", () => {
    const table = parsePrices(
      "date: 2026-12-01\nprices:\n  pods.p1.standard.gcp: 0.096\n  readUnits.standard.*: { low: 16.5, high: 17 }\n  readNodes.t1.eu-west-1: 900\n",
      "prices.yaml",
    );
    assert.equal(table.date, "2026-12-01");
    assert.deepEqual(findPrice(table, "pods.p1.standard.gcp"), {
      key: "pods.p1.standard.gcp",
      low: 0.096,
      high: 0.096,
      source: "from prices.yaml",
      confirmed: true,
    });
    assert.deepEqual(
      [table.prices["readUnits.standard.*"]?.low, table.prices["readUnits.standard.*"]?.high],
      [16.5, 17],
    );
    assert.equal(table.prices["readNodes.t1.eu-west-1"]?.low, 900);
    assert.deepEqual(table.prices.collection, PRICES.prices.collection);
    assert.equal(PRICES.prices["pods.p1.standard.gcp"]?.confirmed, false);
  });

  it("reads JSON, and keeps the table's date where the file has none", () => {
    const table = parsePrices('{"prices": {"collection": 0}}', "prices.json");
    assert.deepEqual([table.date, table.prices.collection?.low], [PRICES.date, 0]);
  });

  it("changes nothing when it is empty", () => {
    assert.deepEqual(parsePrices("", "prices.yaml"), PRICES);
    assert.deepEqual(parsePrices("# later\n", "prices.yaml"), PRICES);
  });

  it("names every problem at once", () => {
    const found = problems(
      "prices:\n  pods.p1.gold.aws: 1\n  collection: -1\n  storage.standard.*: cheap\n  import: { low: 2, high: 1 }\n  backup: { low: 1 }\n  restore: .nan\n",
    );
    assert.match(found.join("\n"), /prices\."pods\.p1\.gold\.aws": unknown price; known: pods\.<type>/);
    assert.match(found.join("\n"), /prices\."collection": must not be negative/);
    assert.match(found.join("\n"), /prices\."storage\.standard\.\*": must be a number/);
    assert.match(found.join("\n"), /prices\."import": low is above high/);
    assert.match(found.join("\n"), /prices\."backup": /);
    assert.match(found.join("\n"), /prices\."restore": must be a number/);
    assert.equal(new Set(found.map((line) => line.split(":")[0])).size, 6);
  });

  it("names the problems of prices beside those of the file's own keys", () => {
    const found = problems("date: tomorrow\nday: 1\nprices:\n  collection: -1\n  pods.p1.gold.aws: 1\n").join("\n");
    assert.match(found, /date: must be a day/);
    assert.match(found, /day: unknown key/);
    assert.match(found, /prices\."collection": must not be negative/);
    assert.match(found, /prices\."pods\.p1\.gold\.aws": unknown price/);
  });

  it("refuses what isn't a table of prices", () => {
    assert.match(problems("price:\n  collection: 1\n").join(), /price: unknown key; known: date, prices/);
    assert.match(problems("- 1\n").join(), /must be a mapping/);
    assert.match(problems("date: tomorrow\n").join(), /date: must be a day/);
    assert.match(problems("prices: 3\n").join(), /prices: /);
    assert.equal(problems("prices: {\n").length > 0, true);
  });
});
