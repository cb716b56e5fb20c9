/** The vendor's plans, from the smallest on. The names stand in stack files. */
export const VENDOR_PLANS = ["starter", "builder", "standard", "enterprise"] as const;

export type VendorPlan = (typeof VENDOR_PLANS)[number];

/** What a plan lets a project have. Most of it is raised on request, so more than that is a warning and no blocker. */
export interface PlanQuotas {
  /** Serverless indexes in a project. */
  readonly indexes: number;
  /** Namespaces in a serverless index. */
  readonly namespaces: number;
  /** GB (10^9 bytes) of serverless storage that the plan's flat price has; left out where storage is paid by size. */
  readonly storageGb?: number;
}

/** Source: docs.pinecone.io, object limits and understanding cost, read 2026-11. */
export const PLAN_QUOTAS: Readonly<Record<VendorPlan, PlanQuotas>> = {
  starter: { indexes: 5, namespaces: 100, storageGb: 2 },
  builder: { indexes: 10, namespaces: 1_000, storageGb: 10 },
  standard: { indexes: 20, namespaces: 100_000 },
  enterprise: { indexes: 200, namespaces: 100_000 },
};
