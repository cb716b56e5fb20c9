import { pathToFileURL } from "node:url";
import type { Log, Notification, PhysicalLocation, Region, ReportingDescriptor, Result } from "sarif";
import type { KnownFinding } from "../baseline";
import type { RuleFacts, Span } from "../finding";
import type { ScanNote } from "../note";
import type { ScanResult } from "../scan";
import { STEP_TITLES } from "../steps";

const ROOT = "SRCROOT";
const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/** A scan as SARIF 2.1.0. */
export function sarifOf(podshift: string, rules: readonly RuleFacts[], result: ScanResult): Log {
  const places = new Map(rules.map(({ id }, at) => [id, at]));
  return {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "podshift", version: podshift, rules: rules.map(descriptorOf) } },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { [ROOT]: { uri: `${pathToFileURL(result.root).href.replace(/\/$/, "")}/` } },
        invocations: [
          {
            executionSuccessful: !result.notes.some(({ kind }) => kind === "rule-failed"),
            toolExecutionNotifications: result.notes.map(notificationOf),
          },
        ],
        results: result.findings.map((finding) => resultOf(finding, places.get(finding.rule))),
      },
    ],
  };
}

function descriptorOf({ id, level, step, title, help }: RuleFacts): ReportingDescriptor {
  return {
    id,
    shortDescription: { text: title },
    help: { text: help, markdown: help },
    defaultConfiguration: { level },
    properties: { step, tags: ["pinecone", STEP_TITLES[step]] },
  };
}

function resultOf(finding: KnownFinding, ruleIndex: number | undefined): Result {
  const { rule, level, message, next, path, span, fingerprint, cell, edits } = finding;
  return {
    ruleId: rule,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level,
    message: { text: `${message}. Next: ${next}.` },
    locations: [{ physicalLocation: placeOf(path, regionOf(span)) }],
    partialFingerprints: { "podshift/v1": fingerprint },
    ...(cell === undefined ? {} : { properties: { cell: cell.number, lineInCell: cell.line } }),
    ...(edits === undefined ? {} : { fixes: [fixOf(path, next, edits)] }),
  };
}

function fixOf(path: string, next: string, edits: NonNullable<KnownFinding["edits"]>) {
  return {
    description: { text: next },
    artifactChanges: [
      {
        artifactLocation: artifactOf(path),
        replacements: edits.map(({ start, end, text }) => ({
          deletedRegion: { charOffset: start, charLength: end - start },
          insertedContent: { text },
        })),
      },
    ],
  };
}

function placeOf(path: string, region?: Region): PhysicalLocation {
  return { artifactLocation: artifactOf(path), ...(region === undefined ? {} : { region }) };
}

function regionOf({ start, end }: Span): Region {
  return {
    ...{ startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column },
    ...{ charOffset: start.offset, charLength: end.offset - start.offset },
  };
}

function artifactOf(path: string) {
  return { uri: path.split("/").map(encodeURIComponent).join("/"), uriBaseId: ROOT };
}

function notificationOf({ path, reason, kind, rule }: ScanNote): Notification {
  return {
    level: kind === "rule-failed" || kind === "not-written" ? "error" : "warning",
    message: { text: `${path} ${reason}` },
    descriptor: { id: kind },
    locations: [{ physicalLocation: placeOf(path) }],
    ...(rule === undefined ? {} : { associatedRule: { id: rule } }),
  };
}
