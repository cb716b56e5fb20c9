import { loadCharts } from "./charts/chart";
import type { ReportFacts } from "./facts";
import { modelOf, type ReportModel } from "./model";
import { pageOf } from "./page/page";

export interface Report {
  readonly model: ReportModel;
  /** One HTML file. */
  readonly html: string;
}

/** Makes the report of what was gathered. */
export async function makeReport(facts: ReportFacts): Promise<Report> {
  const model = modelOf(facts);
  return { model, html: pageOf(model, await loadCharts()) };
}
