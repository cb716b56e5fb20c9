import type { PolicyResource, StackValidationPolicy } from "@pulumi/policy";
import { type Migration, migrationsOf } from "./migrations";
import { amount, text } from "./properties";
import { told, type Violation } from "./violation";

interface Config {
  readonly captureFirst?: boolean;
}

/** What isn't in the log when the collection is made is lost: so the log is there first, and is captured to. */
export function writeLogBeforeCollection(): StackValidationPolicy {
  return {
    name: "write-log-before-collection",
    description: "Writes are logged before the pod index is saved as a collection.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediationSteps: "Go to `phase: capture`, run `pulumi up`, point the applications at the log; then `phase: copy`.",
    configSchema: {
      properties: {
        captureFirst: {
          type: "boolean",
          default: true,
          description: "The log must have been begun by an earlier `pulumi up`: applications can't capture before.",
        },
      },
    },
    validateStack: ({ resources, getConfig }, report) => {
      const { captureFirst = true } = getConfig<Config>();
      for (const migration of migrationsOf(resources)) {
        const collection = migration.find("Collection");
        if (collection === undefined || !isLogged(migration)) continue;
        const violation = violationOf(migration, collection, captureFirst);
        if (violation !== undefined) report(told(violation), collection.urn);
      }
    },
  };
}

/** With `paused` there is no log; in `retire` it is closed and gone. */
function isLogged({ preflight: { props } }: Migration): boolean {
  return text(props, "writes") !== "paused" && text(props, "phase") !== "retire";
}

function violationOf(
  { podIndex, find }: Migration,
  collection: PolicyResource,
  captureFirst: boolean,
): Violation | undefined {
  const log = find("WriteLog");
  const next = `set \`phase: capture\` for ${podIndex} and run \`pulumi up\`; point the applications at the log; then \`phase: copy\``;
  if (log === undefined) {
    return { code: "WRITE_LOG_MISSING", fact: `the collection of ${podIndex} is made, and no write log`, next };
  }
  if (!collection.dependencies.some(({ urn }) => urn === log.urn)) {
    return { code: "WRITE_LOG_NOT_FIRST", fact: `the collection of ${podIndex} does not wait for the write log`, next };
  }
  if (captureFirst && !isMade(collection) && text(log.props, "log") === undefined) {
    return {
      code: "WRITE_LOG_NOT_BEGUN",
      fact: `the write log of ${podIndex} begins in the same step as the collection: no application can be capturing yet`,
      next,
    };
  }
  return undefined;
}

function isMade({ props }: PolicyResource): boolean {
  return (amount(props, "askedAt") ?? 0) > 0;
}
