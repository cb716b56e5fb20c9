import { parse } from "yaml";
import { readMigrations } from "../../../provider/src/component/migrationConfig";
import { parsePrices } from "../../../provider/src/migration/cost/priceFile";

type Keys = Readonly<Record<string, unknown>>;

const MIGRATION = {
  podIndex: "docs",
  serverless: { region: "us-east-1" },
  writeLog: "file:///srv/podshift/docs",
  phase: "assess",
};
/** Settings of examples/aws, by key, and the type that they are given to. */
const AWS_SETTINGS: Readonly<Record<string, string>> = {
  "podshift-aws:proxy": "CaptureProxyServiceArgs",
  "podshift-aws:alarms": "WriteLogAlarmsArgs",
  "podshift-aws:spark": "SparkCatchUpArgs",
};

/**
 * What kind of example a YAML block is. Its reader is called and throws at what it doesn't take; for the settings of
 * examples/aws, which a program hands to a component as they are, the answer is TypeScript for the compiler.
 */
export function readYaml(text: string): { kind: string; program?: string } {
  const value = parse(text) as unknown;
  if (Array.isArray(value)) return steps(value);
  const keys = ((value as { config?: Keys }).config ?? value) as Keys;
  const names = Object.keys(keys);
  if ("podshift:migrations" in keys) return migrations(keys["podshift:migrations"]);
  const [setting = ""] = names;
  if (setting in AWS_SETTINGS)
    return { kind: "settings of examples/aws", program: typed(setting, keys[setting], text) };
  if ("prices" in keys) {
    parsePrices(text, "example.yaml");
    return { kind: "prices" };
  }
  readMigrations([{ ...MIGRATION, ...keys }]);
  return { kind: "keys of a migration" };
}

function migrations(value: unknown): { kind: string } {
  if (readMigrations(value).length === 0) throw new Error("no migration in it");
  return { kind: "migrations" };
}

/** Steps of a workflow: their commands are read with those of the other blocks. */
function steps(value: readonly Keys[]): { kind: string } {
  const other = value.filter((step) => typeof step?.run !== "string" && typeof step?.uses !== "string");
  if (other.length > 0) throw new Error(`no steps of a workflow: ${JSON.stringify(other)}`);
  return { kind: "steps of a workflow" };
}

/** With `...` in it an example leaves something out, and says so. */
function typed(setting: string, value: unknown, text: string): string {
  const type = AWS_SETTINGS[setting];
  const whole = `Omit<${type}, "log">`;
  return [
    `import type { ${type} } from "podshift/aws";`,
    `export const settings: ${/: \.\.\./.test(text) ? `Partial<${whole}>` : whole} = ${JSON.stringify(value)};`,
  ].join("\n");
}
