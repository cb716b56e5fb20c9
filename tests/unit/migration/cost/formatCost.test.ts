import assert from "node:assert/strict";
import { estimateCost } from "../../../../provider/src/migration/cost/estimate";
import { costLine, costTable, formatDollars } from "../../../../provider/src/migration/cost/formatCost";
import { parsePrices } from "../../../../provider/src/migration/cost/priceFile";
import { costInputs, KNOWN } from "../../../support/cost/costInputs";

const OWN = "prices: { egress.standard: 0.1, pods.p1.standard.aws: 0.111 }";

describe("formatCost", () => {
  for (const [low, high, text] of [
    [640, 640.4, "$640"],
    [0, 0, "$0"],
    [0.42, 0.42, "$0.42"],
    [0, 6.5, "$0 to $6.50"],
    [1234.5, 98765, "$1,235 to $98,765"],
  ] as const) {
    it(`${low}..${high} is ${text}`, () => assert.equal(formatDollars({ low, high }), text));
  }

  it("is one line for a preview", () => {
    const prices = parsePrices(OWN, "prices.yaml");
    assert.equal(
      costLine(estimateCost(costInputs(KNOWN, { prices }))),
      "about $84/month after, $162 now, break-even at 2 queries/s",
    );
  });

  it("marks what rests on unconfirmed prices", () => {
    assert.equal(
      costLine(estimateCost(costInputs(KNOWN))),
      "about $84/month* after, $162* now, break-even at 2 queries/s; * rests on unconfirmed prices",
    );
  });

  it("names the scenarios when traffic is unknown", () => {
    assert.match(
      costLine(estimateCost(costInputs())),
      /^traffic unknown: \$\d+ \(quiet\) to \$[\d,]+\/month \(full\)\* after, \$162\* now, break-even at [\d.]+ queries\/s/,
    );
  });

  it("says which side is dearer where they never meet", () => {
    const dear = costLine(estimateCost(costInputs({ ...KNOWN, writesPerDay: 1e8 })));
    assert.match(dear, /now, dearer than the pods at any rate of queries/);
    const prices = parsePrices("prices: { readUnits.standard.us-east-1: 0, egress.standard: 0 }", "prices.yaml");
    assert.match(costLine(estimateCost(costInputs(KNOWN, { prices }))), /now, cheaper than the pods at any rate/);
  });

  it("has every figure, assumption and doubtful price in the table", () => {
    const estimate = estimateCost(costInputs(undefined, { region: "us-west-2" }));
    const text = costTable(estimate).join("\n");
    for (const sum of [estimate.before, estimate.after, estimate.overlap, estimate.oneOff]) {
      for (const { label, how, assumption } of sum.figures) {
        assert.ok(text.includes(label) && text.includes(how), label);
        for (const part of assumption?.split("; ") ?? []) assert.ok(text.includes(`assumed: ${part}`), part);
      }
    }
    for (const { price, source } of estimate.unconfirmed) assert.ok(text.includes(`${price}: ${source}`), price);
    for (const { name } of estimate.scenarios ?? []) assert.ok(text.includes(`  ${name}`), name);
    assert.match(text, /with dedicated read nodes instead: \$/);
    assert.match(text, /Traffic unknown: .* \(a range\)/);
    assert.match(text, /Break-even: below [\d.]+ queries\/s serverless costs less/);
  });

  it("has no footnote without a doubtful price, and no scenario with known traffic", () => {
    const prices = parsePrices(OWN, "prices.yaml");
    const lines = costTable(estimateCost(costInputs({ ...KNOWN, writesPerDay: 1e8 }, { prices })));
    assert.ok(lines.every((line) => !line.includes("*") && !line.includes("scenario")));
    assert.ok(lines.includes("Break-even: dearer than the pods at any rate of queries"));
  });
});
