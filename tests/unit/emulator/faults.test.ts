import assert from "node:assert/strict";
import fc from "fast-check";
import type { FaultDocument } from "../../../emulator/dist/faults/document";
import { Faults, type Struck } from "../../../emulator/dist/faults/faults";

const request = (change: Partial<Struck> = {}): Struck => ({
  plane: "data",
  method: "POST",
  path: "/vectors/upsert",
  index: "docs",
  ...change,
});

function faultsOf(document: FaultDocument): Faults {
  const faults = new Faults();
  faults.set(document);
  return faults;
}

describe("emulator: faults", () => {
  const refuse = { kind: "refuse" as const, status: 503 as const };

  it("strike the requests that match in everything that the rule names", () => {
    const rule = { plane: "data", method: "POST", path: "/vectors/*", index: "docs" } as const;
    const strikes = (change: Partial<Struck>) =>
      faultsOf({ rules: [{ ...rule, fault: refuse }] }).strike(request(change)) !== undefined;
    assert.equal(strikes({}), true);
    assert.equal(strikes({ path: "/vectors/delete" }), true);
    for (const change of [{ path: "/query" }, { index: "other" }, { method: "GET" }, { plane: "control" as const }]) {
      assert.equal(strikes(change), false, JSON.stringify(change));
    }
  });

  it("match a path without * as a whole", () => {
    const faults = faultsOf({ rules: [{ path: "/vectors", fault: refuse }] });
    assert.equal(faults.strike(request({ path: "/vectors/upsert" })), undefined);
    assert.notEqual(faults.strike(request({ path: "/vectors" })), undefined);
  });

  it("spare the first ones, and rest after their count", () => {
    const faults = faultsOf({ rules: [{ skip: 2, count: 3, fault: refuse }] });
    const struck = Array.from({ length: 8 }, () => faults.strike(request()) !== undefined);
    assert.deepEqual(struck, [false, false, true, true, true, false, false, false]);
    assert.deepEqual(faults.counts, [{ matched: 8, struck: 3 }]);
  });

  it("let the first rule that strikes decide", () => {
    const faults = faultsOf({
      rules: [{ count: 1, fault: refuse }, { fault: { kind: "truncate" } }],
    });
    assert.deepEqual([faults.strike(request())?.kind, faults.strike(request())?.kind], ["refuse", "truncate"]);
  });

  it("meet the same requests for the same seed, whatever rules stand behind", () => {
    const probability = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.integer(), probability, fc.nat(5), (seed, share, more) => {
        const rule = { probability: share, fault: { kind: "delay" as const, ms: 0, upToMs: 1_000 } };
        const behind = Array.from({ length: more }, () => ({ path: "/none", fault: refuse }));
        const fates = (rules: FaultDocument["rules"]) => {
          const faults = faultsOf({ seed, rules });
          return Array.from({ length: 50 }, () => faults.strike(request()));
        };
        assert.deepEqual(fates([rule, ...behind]), fates([rule]));
      }),
    );
  });

  it("meet others for another seed, and about as many as asked for", () => {
    const fates = (seed: number) => {
      const faults = faultsOf({ seed, rules: [{ probability: 0.3, fault: refuse }] });
      return Array.from({ length: 4_000 }, () => faults.strike(request()) !== undefined);
    };
    assert.notDeepEqual(fates(1), fates(2));
    for (const seed of [1, 2, 3]) {
      const share = fates(seed).filter(Boolean).length / 4_000;
      // Five standard errors.
      assert.ok(Math.abs(share - 0.3) < 5 * Math.sqrt((0.3 * 0.7) / 4_000), `${share}`);
    }
  });

  it("draw delays between both numbers", () => {
    const faults = faultsOf({ rules: [{ fault: { kind: "delay", ms: 10, upToMs: 30 } }] });
    const delays = Array.from({ length: 200 }, () => faults.strike(request())).map((strike) =>
      strike?.kind === "delay" ? strike.ms : Number.NaN,
    );
    assert.ok(Math.min(...delays) >= 10 && Math.max(...delays) <= 30 && new Set(delays).size > 10);
  });

  it("are refused with every finding, and those before stay in force", () => {
    const faults = faultsOf({ rules: [{ fault: refuse }] });
    const broken = { seeds: 1, rules: [{ fault: { kind: "refuse", status: 404 }, probability: 2 }, { pth: "/query" }] };
    assert.throws(
      () => faults.set(broken as unknown as FaultDocument),
      (error: Error & { findings: string[] }) => {
        const text = error.findings.join("\n");
        for (const part of ["seeds", "rules.0.fault.status", "rules.0.probability", "rules.1.pth", "rules.1.fault"]) {
          assert.ok(text.includes(part), `${part} in\n${text}`);
        }
        return true;
      },
    );
    assert.equal(faults.strike(request())?.kind, "refuse");
  });
});
