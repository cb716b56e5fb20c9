import * as v from "valibot";
import type { CostRead } from "../assessmentSchema";
import type { MigrationChange } from "./migrationChange";

const monthlySchema = v.looseObject({ before: v.number(), after: v.number(), traffic: v.string() });

/** What preflight keeps in its inputs for reviewers and policies: dollars a month, rounded up. */
export type RoughCost = v.InferOutput<typeof monthlySchema>;

/**
 * The assessment's estimate. Where dedicated read nodes are asked for, what comes after is their cost; undefined where
 * that isn't known.
 */
export function costOf({ assessment, pieces }: MigrationChange): CostRead | undefined {
  const cost = assessment?.cost;
  if (pieces.Preflight?.asked.__readNodes === undefined) return cost;
  return cost?.dedicated === undefined ? undefined : { ...cost, after: cost.dedicated };
}

export function roughCostOf({ pieces }: MigrationChange): RoughCost | undefined {
  const read = v.safeParse(monthlySchema, pieces.Preflight?.asked.monthly);
  return read.success ? read.output : undefined;
}

/** Whether serverless costs more than the pods do. */
export function costRise({ before, after }: CostRead): "surely" | "maybe" | "no" {
  if (after.dollars.low > before.dollars.high) return "surely";
  return after.dollars.high > before.dollars.low ? "maybe" : "no";
}
