import { plural } from "../../util/format";
import { ownAccidents } from "./accidents";
import { type Deletion, deletionsOf } from "./deletions";
import { blockersOf } from "./findings";
import { joined, type Markdown, md, text } from "./markdown";
import type { MigrationChange } from "./migrationChange";
import { costOf, costRise } from "./migrationCost";
import { type Judged, LEVEL_SIGNS } from "./verdict";

/** "🔴 docs · cutover → retire · **deletes 1 index**". */
export function headline({ change, level, gates }: Judged): Markdown {
  const failed = gates.filter(({ state }) => state === "failed").length;
  const problems = change.failures.length + blockersOf(change).length + ownAccidents(change).length + failed;
  const parts = [
    md`${LEVEL_SIGNS[level]} ${change.podIndex}`,
    phaseChange(change),
    ...(level === "blocked" ? [md`**blocked: ${plural(Math.max(1, problems), "problem")}**`] : []),
    deletionWords(deletionsOf(change)),
    trafficWords(change),
    costWords(change),
  ];
  return joined(parts, " · ");
}

/** "copy → cutover". */
export function phaseChange({ was, becomes, move }: MigrationChange): Markdown {
  if (move === "leaves") return md`${was ?? "?"} → out of the stack`;
  if (move === "unknown") return md`phase not known`;
  if (move === "begins") return md`begins at ${becomes ?? "?"}`;
  return move === "stays" ? md`stays in ${becomes ?? "?"}` : md`${was ?? "?"} → ${becomes ?? "?"}`;
}

/** "**deletes 1 index and 1 collection**"; nothing when nothing of value goes. */
export function deletionWords(deletions: readonly Deletion[]): Markdown | undefined {
  const count = (wanted: Deletion["kind"]) => deletions.filter(({ kind }) => kind === wanted).length;
  const [indexes, collections, logs] = [count("index"), count("collection"), count("log")];
  const words = [
    ...(indexes > 0 ? [indexes === 1 ? "1 index" : `${indexes} indexes`] : []),
    ...(collections > 0 ? [plural(collections, "collection")] : []),
  ];
  if (words.length > 0) return md`**deletes ${words.join(" and ")}**`;
  return logs === 0 ? undefined : md`closes ${logs === 1 ? "the write log" : plural(logs, "write log")}`;
}

/** Before the cutover, when it can still be decided otherwise. */
function costWords(change: MigrationChange): Markdown | undefined {
  const { move, becomes } = change;
  const cost = costOf(change);
  const onTheWay = (move === "begins" || move === "forward") && becomes !== "retire";
  if (!onTheWay || cost === undefined || costRise(cost) !== "surely") return undefined;
  return md`🔺 serverless costs more`;
}

function trafficWords({ pieces }: MigrationChange): Markdown | undefined {
  const { ActiveIndex: active } = pieces;
  const [from = "pod", to] = [active?.known.active, active?.asked.active];
  if (to === undefined || from === to) return undefined;
  return text(to === "serverless" ? "switches traffic to serverless" : "switches traffic back to the pod index");
}
