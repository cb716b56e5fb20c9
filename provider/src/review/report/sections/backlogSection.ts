import type { DeadLetter } from "../../../migration/apply/sender";
import type { WriterHistory } from "../../../migration/logHistory";
import { formatCount, plural } from "../../../util/format";
import type { BacklogModel } from "../backlogModel";
import { loggedBars, waitingArea } from "../charts/backlogCharts";
import type { DrawChart } from "../charts/chart";
import { formatBytes, formatInstant, formatNamespace } from "../format";
import { isMissing, type Missing } from "../model";
import { type Content, type Html, html } from "../page/html";
import { code, folded, missing, notes, section } from "../page/parts";
import { table } from "../page/table";

export function backlogSection(id: string, backlog: BacklogModel | Missing, draw: DrawChart): Html {
  const heading = "Writes and backlog";
  if (isMissing(backlog)) return section(id, heading, undefined, missing(backlog));
  const area = waitingArea(`${id}-waiting`, backlog);
  return section(id, heading, lede(backlog), [
    draw(loggedBars(`${id}-logged`, backlog)),
    area !== undefined && draw(area),
    notes(backlog.notes),
    refused(backlog.history.caughtUp?.refused ?? []),
    folded(`Writers: ${formatCount(backlog.writers.length)}`, writers(backlog.writers)),
  ]);
}

function lede({ history, sinceSwitch }: BacklogModel): string {
  const { entries, caughtUp } = history;
  const bulk = entries.bulk === 0 ? "" : `, ${formatCount(entries.bulk)} of them bulk`;
  const rounds = caughtUp?.rounds === undefined ? "" : ` after ${plural(caughtUp.rounds, "round")}`;
  return [
    `${plural(entries.total, "write")} logged${bulk} (${formatBytes(entries.bytes)}).`,
    ...(caughtUp === undefined ? [] : [`${formatCount(caughtUp.waiting)} waiting${rounds} when the log was read.`]),
    ...(caughtUp?.refusedBulk === undefined ? [] : [refusedBulk(caughtUp.refusedBulk)]),
    ...(sinceSwitch === undefined
      ? []
      : [
          `${plural(sinceSwitch, "write")} since the switch went to serverless: the pod index lacks them until a rollback.`,
        ]),
  ].join(" ");
}

function refusedBulk(count: number): string {
  return `${plural(count, "bulk write")} by filters that the service refuses did nothing: podshift catch-up names each.`;
}

/** A page can bear so many; the file in the log's store has all. */
const MOST_REFUSED = 50;

function refused(letters: readonly DeadLetter[]): Content {
  if (letters.length === 0) return undefined;
  const more = letters.length - MOST_REFUSED;
  return [
    html`<h4>Records that the service refused</h4>`,
    table({
      caption: "Records that the service refused",
      columns: [{ label: "Record" }, { label: "Namespace" }, { label: "Reason" }],
      rows: letters
        .slice(0, MOST_REFUSED)
        .map(({ id, namespace, reason }) => [
          code(id),
          formatNamespace(namespace),
          `${reason.status} ${reason.code}: ${reason.message}`,
        ]),
    }),
    more > 0 && html`<p class="lede">and ${formatCount(more)} more.</p>`,
  ];
}

function writers(all: readonly WriterHistory[]): Content {
  const rest = all.slice(MOST_WRITERS);
  const writes = rest.reduce((sum, { entries }) => sum + entries, 0);
  const open = rest.filter(({ ended }) => !ended).length;
  return [
    writersTable(all.slice(0, MOST_WRITERS)),
    rest.length > 0 &&
      html`<p class="lede">and ${formatCount(rest.length)} more with ${plural(writes, "write")}, ${formatCount(open)} of them open.</p>`,
  ];
}

function writersTable(all: readonly WriterHistory[]): Html {
  return table({
    caption: "Writers of the log",
    columns: [
      { label: "Writer" },
      { label: "Writes", numeric: true },
      { label: "First" },
      { label: "Last" },
      { label: "State" },
    ],
    rows: all.map(({ w, entries, firstAt, lastAt, ended, lease }) => [
      code(w),
      formatCount(entries),
      firstAt === undefined ? "none" : formatInstant(firstAt),
      lastAt === undefined ? "none" : formatInstant(lastAt),
      [ended ? "ended" : "open", inFlight(lease)],
    ]),
  });
}

/** The application that is started anew for each request has thousands; those with the most writes come first. */
const MOST_WRITERS = 60;

/** Segments at or above the done-mark may have writes whose effect isn't known. */
function inFlight(lease: WriterHistory["lease"]): Content {
  if (lease === undefined || lease.next <= lease.done) return undefined;
  return html`<small>${plural(lease.next - lease.done, "segment")} not known to be done</small>`;
}
