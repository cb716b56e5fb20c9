import { readFileSync, writeFileSync } from "node:fs";
import type { DemoFolder } from "./demoFolder";
import type { Connection } from "./loadRecords";
import { type Pulumi, STACK } from "./pulumi";
import { type ChangedLine, migrationLines, type Phase, withMigrations, withPhase } from "./stackFile";

/** What `pulumi stack output migrations` says of one migration. */
export interface MigrationOutput {
  readonly active: string;
  readonly index: string;
  readonly host: string;
}

/** The variables that commands on the demo's stack need, beside PATH. */
export function stackVariables(folder: DemoFolder, passphrase: string): Record<string, string> {
  return {
    // Without side files, of which a killed command may leave an empty one: docs/interrupted.md.
    PULUMI_BACKEND_URL: `file://${folder.state}?metadata=skip`,
    PULUMI_CONFIG_PASSPHRASE: passphrase,
    PULUMI_HOME: folder.home,
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
}

/** Makes the stack and its file, as one does by hand: `stack init`, `config set`, and the migration typed in. */
export async function createStack(
  pulumi: Pulumi,
  folder: DemoFolder,
  { podIndex, connection }: { podIndex: string; connection: Connection },
): Promise<string> {
  await pulumi.ask(["stack", "init", STACK]);
  await pulumi.ask(["config", "set", "--stack", STACK, "--secret", "pinecone:apiKey"], connection.apiKey);
  await pulumi.ask(["config", "set", "--stack", STACK, "pinecone:controllerHost", connection.controlPlane]);
  const made = readFileSync(folder.stackFile, "utf8");
  const text = withMigrations(made, migrationLines({ podIndex, reports: folder.reports }));
  writeFileSync(folder.stackFile, text);
  return text;
}

/** Changes the one line. */
export function setPhase(folder: DemoFolder, phase: Phase): ChangedLine {
  const { text, changed } = withPhase(readFileSync(folder.stackFile, "utf8"), phase);
  writeFileSync(folder.stackFile, text);
  return changed;
}

/** What the stack says of a migration, as an application's deployment would ask it. */
export async function readOutput(pulumi: Pulumi, podIndex: string): Promise<MigrationOutput> {
  const text = await pulumi.ask(["stack", "output", "migrations", "--json", "--stack", STACK]);
  const output = (JSON.parse(text) as Record<string, MigrationOutput>)[podIndex];
  if (output === undefined) throw new Error(`the stack has no output for ${podIndex}`);
  return output;
}
