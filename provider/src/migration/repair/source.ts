import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { access } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import * as v from "valibot";
import { PodshiftError } from "../../errors";
import { formatCount } from "../../util/format";
import { linesOf } from "../../util/lines";
import type { Difference, DifferencesFile, ParityReport } from "../parity/report";
import { readReportFile } from "../parity/reportFile";

/** A report with all that it names. */
export interface RepairSource {
  readonly report: ParityReport;
  /** Where the report was read. */
  readonly path: string;
  /** Where its differences stand; left out when its examples are all of them. */
  readonly file?: string;
  /** Differences that are named. */
  readonly named: number;
  /** Records that serverless lacks by count, and whose ids nobody knows. */
  readonly unnamed: number;
  differences(): AsyncIterable<Difference>;
}

const differenceSchema = v.object({
  kind: v.picklist(["missing", "extra", "different"]),
  namespace: v.string(),
  id: v.pipe(v.string(), v.minLength(1)),
});

/**
 * A sealed report and its file of differences, both as the check wrote them.
 *
 * @throws INPUT_FILE_INVALID, PARITY_REPORT_OLD, PARITY_REPORT_CHANGED, REPAIR_REPORT_UNFIT when it doesn't name all that it counts
 */
export async function openRepair(path: string): Promise<RepairSource> {
  const report = await readReportFile(path);
  if (report === undefined) {
    throw new PodshiftError("INPUT_FILE_INVALID", `there is no report ${path}`, {
      facts: { path },
      next: "make one: `podshift verify`",
    });
  }
  if (report.differences === undefined) return fromExamples(report, path);
  const file = await placeOf(report.differences, path);
  const counted = await counts(file, report.differences);
  return {
    ...{ report, path, file, named: counted.records },
    unnamed: Math.max(0, report.ids.missing - counted.missing),
    differences: () => read(file),
  };
}

/** A report without the file: good if its examples are all there is. */
function fromExamples(report: ParityReport, path: string): RepairSource {
  const { ids, content, examples } = report;
  const count = (kind: Difference["kind"]) => examples.filter((each) => each.kind === kind).length;
  const hidden = Math.max(0, ids.extra - count("extra")) + Math.max(0, content.different - count("different"));
  if (hidden > 0) {
    throw new PodshiftError("REPAIR_REPORT_UNFIT", `${path} names only some of its differences`, {
      facts: { path, notNamed: hidden },
      next: "check again with `podshift verify`, which writes all of them to a file beside its report",
    });
  }
  return {
    ...{ report, path, named: examples.length },
    unnamed: Math.max(0, ids.missing - count("missing")),
    differences: async function* () {
      yield* examples;
    },
  };
}

/** As the report names it; or beside the report, where both were moved. */
async function placeOf({ file }: DifferencesFile, report: string): Promise<string> {
  for (const path of [resolve(file), join(dirname(report), basename(file))]) {
    if (await isThere(path)) return path;
  }
  throw new PodshiftError("INPUT_FILE_INVALID", `the file of differences ${file} of ${report} is not there`, {
    facts: { file },
    next: "put it back beside the report, or check again with `podshift verify`",
  });
}

/** What the file holds, once it is known to be as the check wrote it. */
async function counts(file: string, expected: DifferencesFile): Promise<{ records: number; missing: number }> {
  const sum = createHash("sha256");
  for await (const block of createReadStream(file)) sum.update(block as Buffer);
  if (sum.digest("hex") !== expected.sha256) throw changed(file, "its bytes are others");
  let [records, missing] = [0, 0];
  for await (const { kind } of read(file)) {
    records += 1;
    if (kind === "missing") missing += 1;
  }
  if (records !== expected.records) throw changed(file, `it holds ${formatCount(records)} differences`);
  return { records, missing };
}

async function* read(file: string): AsyncGenerator<Difference> {
  for await (const line of linesOf(file)) {
    if (line !== "") yield differenceOf(file, line);
  }
}

function differenceOf(file: string, line: string): Difference {
  try {
    return v.parse(differenceSchema, JSON.parse(line));
  } catch (error) {
    throw changed(file, "a line of it is no difference", error);
  }
}

function changed(file: string, why: string, cause?: unknown): PodshiftError {
  return new PodshiftError("PARITY_REPORT_CHANGED", `${file} is not as the check wrote it: ${why}`, {
    facts: { file },
    next: "check again with `podshift verify`",
    ...(cause === undefined ? {} : { cause }),
  });
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
