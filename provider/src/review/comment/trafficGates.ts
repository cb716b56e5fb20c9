import type { Gate } from "./gate";
import { code, type Markdown, md } from "./markdown";
import { type MigrationChange, textOf } from "./migrationChange";
import { when } from "./when";

/** Which index serves, and whether this changes it. */
export function trafficGate(change: MigrationChange, now: number): Gate {
  const { pieces, podIndex, serverlessIndex = "serverless" } = change;
  const { ActiveIndex: active } = pieces;
  const name = "Traffic";
  if (active === undefined) return { name, state: "unknown", fact: notShown(change) };
  const [from, to] = [active.known.active, active.asked.active];
  const place = (side: unknown) => code(side === "serverless" ? serverlessIndex : podIndex);
  // No input of it changes here: an update then means that another index serves than the state knows, or a guard was left.
  const stays = to === "pod" && from !== "serverless" && active.operation !== "update";
  if (stays) {
    return { name, state: "proven", fact: md`stays on pod index ${code(podIndex)}` };
  }
  if (to !== from || active.operation !== "same") {
    const what = from === to ? md`to ${place(to)}: a switch that has not finished` : md`${place(from)} → ${place(to)}`;
    return { name, state: "ahead", fact: md`${what}, switched by \`up\` once every gate below holds` };
  }
  const at = when(textOf(active, "switchedAt") ?? "", now);
  return { name, state: "proven", fact: md`on ${place(to)}${at === undefined ? "" : ` since ${at}`}` };
}

/** Both indexes are protected in the service from the switch on; somebody may take it off again. */
export function protectionGate(change: MigrationChange): Gate {
  const { pieces, podIndex, serverlessIndex = "serverless" } = change;
  const name = "Deletion protection";
  const guards = pieces.PodIndex?.known.guarded !== true;
  if (guards) return { name, state: "ahead", fact: md`on for both indexes before the switch, by \`up\`` };
  const protection = textOf(pieces.ActiveIndex, "serverlessProtection");
  if (protection === undefined) return { name, state: "unknown", fact: notShown(change) };
  if (protection !== "enabled") {
    return { name, state: "caution", fact: md`**${protection}** for ${code(serverlessIndex)}, which serves` };
  }
  // Of the pod index the state knows what was set, not what is.
  const fact = md`on for ${code(serverlessIndex)}, which serves; for ${code(podIndex)} turned on at the switch`;
  return { name, state: "proven", fact };
}

/** What each way of handling writes means at the moment of the switch. */
export function writesAtSwitchGate({ writes, pieces }: MigrationChange): Gate {
  const name = "Writes at the switch";
  if (writes === "paused") {
    const fact = md`\`writes: paused\`: nothing may be written until clients use the new index; \`up\` can't see it`;
    return { name, state: "caution", fact };
  }
  const holdMs = pieces.ActiveIndex?.asked.__hold;
  const held = typeof holdMs === "number" ? `, at most ${holdMs / 1000} s or it is postponed` : "";
  return {
    name,
    state: "ahead",
    fact: md`held by every live writer inside a fence${held}; the backlog is brought to zero in it`,
  };
}

/** Writes that only the serverless index has, on the way back. */
export function writesSinceSwitchGate({ writes, acknowledged }: MigrationChange): Gate {
  const name = "Writes since the switch";
  if (acknowledged.includes("ROLLBACK_LOSES_WRITES")) {
    return {
      name,
      state: "caution",
      fact: md`**may be lost**: acknowledged in the stack file (ROLLBACK_LOSES_WRITES)`,
    };
  }
  if (writes !== "paused") {
    return { name, state: "ahead", fact: md`brought back to the pod index by \`up\` before traffic moves` };
  }
  const fact = md`not logged (\`writes: paused\`): \`up\` compares every record and refuses if one would be lost`;
  return { name, state: "ahead", fact };
}

/** A reviewer must not take silence for a proof. */
export function notShown({ complete, failures }: MigrationChange): Markdown {
  if (complete || failures.length > 0) return md`the preview ended before it`;
  return md`not in this preview: run it with \`--show-sames\``;
}
