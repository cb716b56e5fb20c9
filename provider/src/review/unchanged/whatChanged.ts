import type { ReviewRecord } from "./reviewRecord";

type Resource = ReviewRecord["resources"][string];

/** Everything that is not as it was reviewed, a sentence each; none when all is as it was. */
export function whatChanged(reviewed: ReviewRecord, now: ReviewRecord): string[] {
  return [
    ...(reviewed.blocked ? ["the review says that this must not be applied"] : []),
    ...(now.blocked ? ["a review of it as it is now says that it must not be applied"] : []),
    ...(reviewed.stack === now.stack ? [] : [`the review is of stack ${reviewed.stack}, this is ${now.stack}`]),
    ...(reviewed.podshift === now.podshift
      ? []
      : [`the review was made by podshift ${reviewed.podshift}, this is ${now.podshift}`]),
    ...keysThatDiffer(reviewed.config, now.config).map((key) => `configuration: \`${key}\` is another`),
    ...resources(reviewed.resources, now.resources),
  ];
}

function resources(reviewed: ReviewRecord["resources"], now: ReviewRecord["resources"]): string[] {
  const urns = [...new Set([...Object.keys(reviewed), ...Object.keys(now)])].sort();
  return urns.flatMap((urn) => {
    const name = nameOf(urn);
    const [before, after] = [reviewed[urn], now[urn]];
    if (before === undefined) return [`${name}: was not there`];
    if (after === undefined) return [`${name}: is not there any more`];
    return resource(name, before, after);
  });
}

function resource(name: string, before: Resource, after: Resource): string[] {
  const [planned, plans] = [before.operations.join(", "), after.operations.join(", ")];
  return [
    ...(planned === plans ? [] : [`${name}: the review says ${planned}, now it is ${plans}`]),
    ...keysThatDiffer(before.known, after.known).map((key) => `${name}: \`${key}\` in the state has moved`),
    ...keysThatDiffer(before.asked, after.asked).map((key) => `${name}: another \`${key}\` is asked for`),
    ...(before.failed === after.failed ? [] : [`${name}: a run in between has failed on it, or mended it`]),
  ];
}

function keysThatDiffer(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((key) => before[key] !== after[key])
    .sort();
}

/** "PodIndex docs" of a URN. */
function nameOf(urn: string): string {
  const [type = "", ...name] = urn.split("::").slice(2);
  return `${type.split(/[$:]/).at(-1)} ${name.join("::")}`;
}
