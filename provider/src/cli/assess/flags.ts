import { type Command, InvalidArgumentError, Option } from "commander";
import { isLimitsProfile, LIMITS_PROFILES, type LimitsProfile, limitsProfile } from "../../migration/limits";
import { VENDOR_PLANS, type VendorPlan } from "../../migration/plans";

/** What `podshift assess` is told. */
export interface AssessOptions {
  readonly config?: string;
  readonly region?: string;
  readonly plan?: VendorPlan;
  readonly queriesPerDay?: number;
  readonly writesPerDay?: number;
  readonly prices?: string;
  readonly limits?: LimitsProfile;
  readonly metrics?: true;
  readonly metricsSeconds: number;
  readonly json?: true;
}

const PROFILES = Object.keys(LIMITS_PROFILES).join(", ");

/** Flags win over the stack file. */
export function withFlags(command: Command): Command {
  return command
    .option("--config <file>", "takes the migrations of a stack file, such as stacks/Pulumi.prod.yaml")
    .option("--region <region>", "of the serverless index; the nearest to the pod index when left out")
    .addOption(new Option("--plan <plan>", "the vendor's plan, for quotas and prices").choices(VENDOR_PLANS))
    .option("--queries-per-day <n>", "queries a day, where you know them", toAmount)
    .option("--writes-per-day <n>", "records written a day, where you know them", toAmount)
    .option("--prices <file>", "prices of your own, over those that podshift knows (YAML or JSON)")
    .option("--limits <limits>", `${PROFILES}, or numbers: RECORDS,NAMESPACES`, toLimits)
    .option("--metrics", "measures the traffic at the vendor's metrics endpoint; takes a minute")
    .option("--metrics-seconds <n>", "how long it is measured", toSeconds, 60)
    .option("--json", "the same as one JSON object, for `podshift review` and `podshift report`");
}

function toAmount(text: string): number {
  const amount = Number(text.replaceAll("_", ""));
  if (text.trim() === "" || !Number.isFinite(amount) || amount < 0)
    throw new InvalidArgumentError("It must be a number from 0.");
  return amount;
}

function toSeconds(text: string): number {
  const seconds = toAmount(text);
  if (seconds < 1 || seconds > 3_600) throw new InvalidArgumentError("It must be 1 to 3600.");
  return seconds;
}

function toLimits(text: string): LimitsProfile {
  if (isLimitsProfile(text)) return limitsProfile(text);
  const [, records, namespaces] = /^(\d+),(\d+)$/.exec(text.replaceAll("_", "")) ?? [];
  if (records === undefined || namespaces === undefined) {
    throw new InvalidArgumentError(`It must be ${PROFILES}, or two numbers such as 600000000,20000.`);
  }
  return limitsProfile({ records: Number(records), namespaces: Number(namespaces) });
}
