import { formatDay, formatSeconds, formatSpan, formatTime } from "../format";
import { isMissing, type Missing } from "../model";
import { type Html, html } from "../page/html";
import { missing, notes, prose, section } from "../page/parts";
import type { Timeline, TimelineEvent } from "../timeline";

/** Below this many milliseconds from first to last, seconds are told. */
const SHORT_MS = 2 * 3_600_000;

export function timelineSection(id: string, timeline: Timeline | Missing): Html {
  if (isMissing(timeline)) return section(id, "Timeline", undefined, missing(timeline));
  const { events } = timeline;
  const [first, last] = [events[0]?.at ?? 0, events.at(-1)?.at ?? 0];
  const clock = last - first < SHORT_MS ? formatSeconds : formatTime;
  const items = events.map((event, at) => item(event, events[at - 1], clock));
  const lede = events.length > 1 ? `${formatSpan(last - first)} from first to last. Times are UTC.` : "Times are UTC.";
  return section(
    id,
    "Timeline",
    lede,
    html`<ol class="timeline">
${items}</ol>${notes(timeline.notes)}`,
  );
}

function item(event: TimelineEvent, before: TimelineEvent | undefined, clock: (ms: number) => string): Html {
  const { at, title, detail, source, isSwitch } = event;
  const later = before === undefined ? 0 : at - before.at;
  const day = before === undefined || formatDay(before.at) !== formatDay(at) ? `${formatDay(at)}, ` : "";
  return html`<li${isSwitch && html` class="switch"`}><div><time datetime="${new Date(at).toISOString()}">${day}${clock(at)}</time>${
    later >= 1000 && html`<span class="later">+ ${formatSpan(later)}</span>`
  }</div><div><div class="what">${title}</div>${detail !== undefined && html`<p class="detail">${prose(detail)}</p>`}</div><div class="source">${source}</div></li>
`;
}
