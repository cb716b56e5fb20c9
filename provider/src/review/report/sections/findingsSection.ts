import type { Finding } from "../../../migration/preflight";
import { plural } from "../../../util/format";
import { isMissing, type Missing } from "../model";
import { type Html, html, webAddress } from "../page/html";
import { chip, code, missing, prose, section } from "../page/parts";
import type { Tone } from "../verdict";

const TONES: Readonly<Record<Finding["severity"], Tone>> = { blocker: "bad", warning: "attention", info: "plain" };

export function findingsSection(id: string, findings: readonly Finding[] | Missing): Html {
  if (isMissing(findings)) return section(id, "Findings", undefined, missing(findings));
  if (findings.length === 0) return section(id, "Findings", "Preflight found nothing.", undefined);
  return section(
    id,
    "Findings",
    lede(findings),
    html`<ul class="findings">
${findings.map(item)}</ul>`,
  );
}

function lede(findings: readonly Finding[]): string {
  const count = (severity: Finding["severity"]) => findings.filter((each) => each.severity === severity).length;
  const [blockers, warnings, infos] = [count("blocker"), count("warning"), count("info")];
  return [
    ...(blockers === 0 ? ["no blocker"] : [plural(blockers, "blocker")]),
    ...(warnings === 0 ? ["no warning"] : [plural(warnings, "warning")]),
    ...(infos === 0 ? [] : [`${infos} to know`]),
  ]
    .join(", ")
    .replace(/^./, (first) => first.toUpperCase())
    .concat(".");
}

function item({ code: name, severity, fact, remedy, link }: Finding): Html {
  const address = webAddress(link);
  const href = address === undefined ? link : html`<a href="${address}" rel="noreferrer">${shown(address)}</a>`;
  return html`<li><div class="head">${chip(TONES[severity], severity)}${code(name)}</div>
<p class="fact">${prose(fact)}</p><p class="remedy">${prose(remedy)}</p>${href}</li>
`;
}

/** Where a link leads, without what everyone knows. */
function shown(address: string): string {
  return address.replace(/^https?:\/\//, "").replace(/\/$/, "");
}
