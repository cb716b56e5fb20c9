import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { estimateCost } from "../../../../provider/src/migration/cost/estimate";
import { costTable } from "../../../../provider/src/migration/cost/formatCost";
import { parsePrices } from "../../../../provider/src/migration/cost/priceFile";
import { PRICES } from "../../../../provider/src/migration/cost/prices";
import { scenariosOf } from "../../../../provider/src/migration/cost/workload";
import { costInputs } from "../../../support/cost/costInputs";

const PAGE = readFileSync(join(__dirname, "../../../../docs/cost.md"), "utf8");

describe("docs/cost.md", () => {
  it("shows what is printed", () => {
    const estimate = estimateCost(costInputs({ queriesPerDay: 86_400, writesPerDay: 10_000 }));
    assert.ok(PAGE.includes(`\`\`\`text\n${costTable(estimate).join("\n")}\n\`\`\``));
  });

  it("has the table's date and every price of it", () => {
    assert.ok(PAGE.includes(`The table is of ${PRICES.date}`));
    for (const [key, { low, high, confirmed }] of Object.entries(PRICES.prices)) {
      const amount = low === high ? String(low) : `${low} to ${high}`;
      const [kind, type, plan] = key.split(".");
      const text =
        kind === "pods" ? `\`${type}\` ${amount}` : `| \`${key}\` | ${amount} | ${confirmed ? "yes" : "no"} |`;
      if (kind !== "pods" || plan === "standard") assert.ok(PAGE.includes(text), text);
    }
  });

  it("has an example of a price file that is one", () => {
    const example = /```yaml\n([^`]*)```/.exec(PAGE)?.[1] ?? "";
    assert.equal(
      Object.values(parsePrices(example, "prices.yaml").prices).filter(({ source }) => /yaml/.test(source)).length,
      3,
    );
  });

  it("names the scenarios", () => {
    for (const { name } of scenariosOf({ podType: "p1.x1", replicas: 1 })) assert.ok(PAGE.includes(`| \`${name}\` |`));
  });
});
