import type { Missing } from "../model";
import type { Tone } from "../verdict";
import { type Content, type Html, html } from "./html";

/** A part of a migration, with its heading. */
export function section(id: string, heading: string, lede: Content, body: Content): Html {
  return html`<section id="${id}"><h3>${heading}</h3>${lede !== undefined && lede !== "" && html`<p class="lede">${lede}</p>`}
${body}</section>
`;
}

/** Says why there is nothing, and how to get it. */
export function missing({ why, how }: Missing): Html {
  return html`<div class="missing"><p><strong>Not in this report.</strong> ${prose(why)}</p>${
    how.length > 0 && html`<p class="how">To get it:</p><pre><code>${how.join("\n")}</code></pre>`
  }</div>`;
}

/** A few words in a tone; the tone is never told by colour alone. */
export function chip(tone: Tone | "warning", text: string): Html {
  return html`<span class="chip ${tone}">${text}</span>`;
}

/** What explains a figure, under it. */
export function notes(texts: readonly Content[]): Html | undefined {
  if (texts.length === 0) return undefined;
  return html`<ul class="notes">${texts.map((text) => html`<li>${typeof text === "string" ? prose(text) : text}</li>`)}</ul>`;
}

/** Folded on the screen, open in print. */
export function folded(summary: Content, body: Content): Html {
  return html`<details><summary>${summary}</summary><div class="folded">${body}</div></details>`;
}

/** A text of ours, in which names stand in backticks. */
export function prose(text: string): Content {
  return text.split("`").map((part, at) => (at % 2 === 1 ? code(part) : part));
}

/** A name or id as it is: broken anywhere rather than cut. */
export function code(text: string): Html {
  return html`<code>${text}</code>`;
}
