import { run, type History } from "/work/main/tests/unit/migration/catchUp/histories";
import { CUTS, type Cut } from "/work/main/tests/unit/migration/catchUp/cuts";
import { Random } from "/work/main/tests/unit/migration/catchUp/world";
export function historyOf(seed: number): History {
  const r = new Random(seed * 7919 + 13);
  return { seed, namespaces: r.chance(0.8) ? [""] : ["", "b"], ids: 3 + r.below(4), settleMs: r.chance(0.3) ? 75 : 0, rounds: 1 + r.below(4), backRounds: r.below(3), ticks: 1 + r.below(25), kills: Array.from({ length: 7 }, () => (r.chance(0.3) ? 1 + r.below(60) : 0)) };
}
async function main() { setInterval(() => {}, 1e6);
  const [from, n] = [Number(process.argv[2]), Number(process.argv[3])];
  const cuts = process.argv[4] === "all" ? CUTS : [process.argv[4] as Cut | undefined];
  for (const cut of cuts) {
    const t = Date.now(); const why = new Map<string, number[]>();
    for (let s = from; s < from + n; s++) {
      let v: string | undefined;
      try { v = await run(historyOf(s), cut); } catch (e) { v = "threw " + (cut ? "" : (e as Error).stack); }
      if (v) why.set(v, [...(why.get(v) ?? []), s]);
    }
    console.log(cut ?? "mended", n, `${Date.now() - t} ms`, [...why].map(([k, v]) => `${k}: ${v.length} ${v.slice(0, 3)}`).join(" | "));
  }
}
process.on("unhandledRejection", (e) => { console.log("UNHANDLED", e); });
main().then(() => process.exit());
