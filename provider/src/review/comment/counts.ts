import { formatCount } from "../../util/format";
import { joined, type Markdown, md } from "./markdown";
import type { Operation, PlannedStep } from "./plannedStep";

/** How many resources are made, changed, replaced, deleted, left. Components are none: they only hold others. */
export type Counts = Readonly<Record<Operation, number>>;

export function countsOf(steps: readonly PlannedStep[]): Counts {
  const counts = { same: 0, create: 0, update: 0, replace: 0, delete: 0, other: 0 };
  for (const { operation, custom } of steps) if (custom) counts[operation] += 1;
  return counts;
}

/** "**− 3 to delete** · + 1 to create · ~ 1 to change · 6 unchanged"; deletions first and bold. */
export function countWords(counts: Counts): Markdown {
  const { same, create, update, replace, delete: deleted, other } = counts;
  const parts = [
    deleted > 0 ? md`**− ${formatCount(deleted)} to delete**` : undefined,
    replace > 0 ? md`**± ${formatCount(replace)} to replace**` : undefined,
    create > 0 ? md`\\+ ${formatCount(create)} to create` : undefined,
    update > 0 ? md`\\~ ${formatCount(update)} to change` : undefined,
    other > 0 ? md`${formatCount(other)} of another kind (import, read)` : undefined,
    same > 0 ? md`${formatCount(same)} unchanged` : undefined,
  ];
  const words = joined(parts, " · ");
  return words.source === "" ? md`no resource is planned` : words;
}
