import { type Command, Option } from "commander";
import { PodshiftError } from "../errors";
import { parseScan } from "../review/comment/scanFile";
import { scanMarkdown } from "../review/comment/scanSection";
import type { KnownFinding } from "../scan/baseline";
import type { Level } from "../scan/finding";
import type { ScanResult } from "../scan/scan";
import { formatCount, plural } from "../util/format";
import { withoutSecrets } from "./environmentSecrets";
import { type CliIo, Findings } from "./io";
import { packageVersion } from "./version";

interface ScanFlags {
  readonly fix?: true;
  readonly write?: true;
  readonly failOn: Level;
  readonly baseline?: string;
  readonly writeBaseline?: string;
  readonly json?: true;
  readonly sarif?: true;
  readonly markdown?: true;
  readonly rules?: true;
}

const HELP = `
Examples:
  podshift scan
  podshift scan services --fix --write
  podshift scan --json > scan.json
  podshift review --preview preview.json --scan scan.json

Exit codes: 0 nothing found, 1 failed, or a rule broke on a file, 2 wrong
arguments, 3 found something.`;

/** `podshift scan [path...]` */
export function addScan(program: Command, io: CliIo): void {
  const command: Command = program
    .command("scan")
    .summary("what in application and infrastructure code the migration touches, and mends of it")
    .description("Reads code, manifests and lockfiles. Needs no key and no network; changes nothing without --write.")
    .argument("[path...]", "folders and files; the current folder when left out")
    .option("--fix", "print the mechanical corrections as a patch; nothing is written")
    .option("--write", "with --fix: write them too")
    .addOption(
      new Option("--fail-on <level>", "the least level that makes the exit code 3")
        .choices(["error", "warning", "note"])
        .default("note"),
    )
    .option("--baseline <file>", "leave out the findings that are in this file")
    .addOption(
      new Option("--write-baseline <file>", "write the findings into such a file").conflicts(["baseline", "fix"]),
    )
    .addOption(new Option("--json", "the result as one JSON object").conflicts(["sarif", "markdown"]))
    .addOption(new Option("--sarif", "the result as SARIF 2.1.0").conflicts("markdown"))
    .option("--markdown", "the result as a section of Markdown")
    .option("--rules", "list every rule")
    .addHelpText("after", HELP)
    .action(async (paths: readonly string[], flags: ScanFlags) => {
      if (flags.write === true && flags.fix !== true) {
        command.error("error: option '--write' needs option '--fix'", { exitCode: 2 });
      }
      if (flags.rules === true) printRules(io, flags);
      else await scanPaths(io, paths.length === 0 ? ["."] : paths, flags);
    });
}

/** The grammars are loaded by this command only: they would cost every other one its start. */
function room() {
  return {
    ...(require("../scan/scan") as typeof import("../scan/scan")),
    ...(require("../scan/baseline") as typeof import("../scan/baseline")),
    ...(require("../scan/reading/rules") as typeof import("../scan/reading/rules")),
    ...(require("../scan/format/text") as typeof import("../scan/format/text")),
    ...(require("../scan/format/json") as typeof import("../scan/format/json")),
    ...(require("../scan/format/sarif") as typeof import("../scan/format/sarif")),
  };
}

function printRules(io: CliIo, { json }: ScanFlags): void {
  const { ALL_RULES, formatRules } = room();
  io.out(json ? JSON.stringify({ version: 1, rules: ALL_RULES.facts }) : formatRules(ALL_RULES.facts));
}

async function scanPaths(io: CliIo, paths: readonly string[], flags: ScanFlags): Promise<void> {
  const { scan, readBaseline, writeBaseline } = room();
  const { fix, write, baseline, writeBaseline: file } = flags;
  const result = await scan({
    ...{ current: process.cwd(), paths, signal: io.signal },
    ...(fix === undefined ? {} : { fix: write ? "write" : "patch" }),
    ...(baseline === undefined ? {} : { baseline: readBaseline(baseline) }),
  });
  if (file !== undefined) {
    writeBaseline(file, result.findings);
    io.out(`written: ${file} (${plural(result.findings.length, "finding")})`);
  } else {
    print(io, result, flags);
  }
  refuseIncomplete(result);
  if (file === undefined) refuseFound(result.findings, flags);
}

function print(io: CliIo, result: ScanResult, flags: ScanFlags): void {
  const text = formatted(result, flags);
  if (text !== undefined) io.out(withoutSecrets(text, io.env));
  else printFixed(io, result, flags);
}

/** The result in the format that was asked for; undefined for a patch. */
function formatted(result: ScanResult, { json, sarif, markdown, fix }: ScanFlags): string | undefined {
  const { scanJson, sarifOf, formatText, ALL_RULES } = room();
  if (sarif) return JSON.stringify(sarifOf(packageVersion(), ALL_RULES.facts, result));
  const object = JSON.stringify(scanJson(packageVersion(), result));
  if (json) return object;
  if (markdown) return scanMarkdown(parseScan(object, "the scan"));
  return fix ? undefined : formatText(result);
}

/** A patch that something were taken out of could not be applied: it holds what the files hold. */
function printFixed(io: CliIo, result: ScanResult, { write }: ScanFlags): void {
  const patches = result.fixed.map(({ patch }) => patch.replace(/\n$/, ""));
  if (patches.length > 0) io.out(patches.join("\n"));
  if (write) io.out(withoutSecrets(`${patches.length === 0 ? "" : "\n"}${room().formatText(result)}`, io.env));
  io.err(fixedLine(result, write === true));
}

function fixedLine({ fixed, findings, left }: ScanResult, written: boolean): string {
  if (fixed.length === 0) return `nothing to mend by itself; ${plural(left, "finding")} for a person`;
  const files = plural(fixed.length, "file");
  if (written) return `written: ${files}; ${plural(left, "finding")} left for a person`;
  const count = formatCount(findings.length - left);
  return `${files} would change, and mend ${count} of ${plural(findings.length, "finding")}; nothing is written without --write`;
}

function refuseIncomplete({ notes }: ScanResult): void {
  const broken = notes.filter(({ kind }) => kind === "rule-failed" || kind === "not-written");
  if (broken.length === 0) return;
  const lines = broken.map(({ path, reason }) => `\n    ${path} ${reason}`).join("");
  throw new PodshiftError("SCAN_INCOMPLETE", `not all is known, or not all was written:${lines}`, {
    next: "the rest is as printed; report a rule that broke, with the file that it broke on",
  });
}

function refuseFound(findings: readonly KnownFinding[], { failOn, fix }: ScanFlags): void {
  const { LEVELS } = room();
  const counted = findings.filter(({ level }) => LEVELS.indexOf(level) <= LEVELS.indexOf(failOn));
  if (counted.length === 0) return;
  const mends = fix !== true && findings.some(({ edits }) => edits !== undefined);
  throw new Findings("SCAN_FINDINGS", `${plural(counted.length, "finding")} of level ${atLeast(failOn)}`, {
    next: mends
      ? "`podshift scan --fix` shows what can be mended by itself"
      : "go through the list: each says what to do",
  });
}

function atLeast(level: Level): string {
  return level === "error" ? level : `${level} or above`;
}
