import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { MigrationConfig } from "podshift";
import { loopbackOnlyEnv } from "./loopbackOnly";
import { API_KEY, type PodIndexFixture } from "./podIndexFixture";
import { stateBackend } from "./stateBackend";

const ROOT = resolve(__dirname, "..", "..");

export interface CommandResult {
  readonly code: number | null;
  /** What it printed on both streams. */
  readonly output: string;
}

export interface PreviewResult extends CommandResult {
  /** "create PodIndex docs" and so on, sorted; what stays the same is left out. */
  readonly steps: string[];
}

export interface RunningCommand {
  readonly child: ChildProcess;
  readonly ended: Promise<CommandResult>;
}

/** A resource as it stands in the state. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly inputs?: Record<string, unknown>;
  readonly outputs?: Record<string, unknown>;
  readonly initErrors?: string[];
}

export type Entry = Partial<MigrationConfig> & Pick<MigrationConfig, "phase">;

/** A project in small, with the repository's own Pulumi.yaml, bootstrap and program, run by the real CLI. */
export class Stack {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  #name = "test";

  protected constructor(readonly fixture: PodIndexFixture) {
    mkdirSync(join(ROOT, ".tmp"), { recursive: true });
    this.folder = mkdtempSync(join(ROOT, ".tmp", "e2e-"));
    for (const file of ["Pulumi.yaml", "program.cjs", "index.ts", "package.json"]) {
      cpSync(join(ROOT, file), join(this.folder, file));
    }
    for (const link of ["node_modules", "provider", "scripts"]) symlinkSync(join(ROOT, link), join(this.folder, link));
    for (const made of ["stacks", "state"]) mkdirSync(join(this.folder, made));
    this.env = {
      ...loopbackOnlyEnv(process.env),
      PULUMI_BACKEND_URL: stateBackend(join(this.folder, "state")),
      PULUMI_CONFIG_PASSPHRASE: "e2e",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PINECONE_API_KEY: API_KEY,
      NODE_V8_COVERAGE: "",
    };
  }

  /** A stack with one migration of the fixture's pod index, in a phase. */
  static async of(fixture: PodIndexFixture, entry: Entry): Promise<Stack> {
    const stack = new this(fixture);
    const { code, output } = await stack.run("stack", "init", "test");
    if (code !== 0) throw new Error(output);
    stack.set(entry);
    return stack;
  }

  /** Writes the stack file: the one thing that a user changes. */
  set(...entries: Entry[]): void {
    this.setRaw(
      entries.map((entry) => ({
        podIndex: this.fixture.name,
        serverless: { region: "us-east-1" },
        writes: "paused",
        // A test needs not wait as long for lag as a user would.
        parity: { settleSeconds: 0.3 },
        ...entry,
      })),
    );
  }

  setRaw(migrations: unknown, more: Record<string, unknown> = {}): void {
    const config = { "pinecone:controllerHost": this.fixture.emulator.url, "podshift:migrations": migrations, ...more };
    // JSON is YAML.
    writeFileSync(join(this.folder, "stacks", `Pulumi.${this.#name}.yaml`), JSON.stringify({ config }, undefined, 2));
  }

  async preview(...flags: string[]): Promise<PreviewResult> {
    const result = await this.run("preview", "--json", ...flags);
    return { ...result, steps: stepsOf(result.output) };
  }

  up(...flags: string[]): Promise<CommandResult> {
    return this.run("up", "--yes", "--skip-preview", ...flags);
  }

  refresh(...flags: string[]): Promise<CommandResult> {
    return this.run("refresh", "--yes", "--skip-preview", ...flags);
  }

  destroy(...flags: string[]): Promise<CommandResult> {
    return this.run("destroy", "--yes", "--skip-preview", ...flags);
  }

  /** `pulumi stack rename`, which gives the stack file its new name too. */
  async rename(name: string): Promise<void> {
    const { code, output } = await this.run("stack", "rename", name);
    if (code !== 0) throw new Error(output);
    this.#name = name;
  }

  /** Sets the phase, and fails the test when `up` does. */
  async reach(phase: MigrationConfig["phase"], more: Partial<MigrationConfig> = {}): Promise<string> {
    this.set({ phase, ...more });
    const { code, output } = await this.up();
    if (code !== 0) throw new Error(`up to ${phase} ended with ${code}\n${output}`);
    return output;
  }

  /** What the state holds of podshift's kinds: "PodIndex docs", sorted. */
  async kinds(): Promise<string[]> {
    return (await this.resources()).map(({ urn }) => nameOf(urn)).sort();
  }

  /** Read from the backend's own file: what `pulumi stack export` prints, without the start of a CLI. */
  async resources(): Promise<StateResource[]> {
    const file = join(this.folder, "state", ".pulumi", "stacks", "podshift", `${this.#name}.json`);
    const state = JSON.parse(readFileSync(file, "utf8")) as {
      checkpoint: { latest?: { resources?: StateResource[] } };
    };
    return (state.checkpoint.latest?.resources ?? []).filter(({ type }) => type.includes("dynamic/pinecone:"));
  }

  async resource(name: string): Promise<StateResource> {
    const found = (await this.resources()).find(({ urn }) => nameOf(urn) === name);
    if (found === undefined) throw new Error(`${name} is not in the state`);
    return found;
  }

  /** Runs the CLI to its end. */
  run(...args: string[]): Promise<CommandResult> {
    return this.start(...args).ended;
  }

  /** Starts the CLI, in a group of its own so that nothing is hit but what the test means. */
  start(...args: string[]): RunningCommand {
    const at = args[0] === "stack" && args[1] === "init" ? [] : ["--stack", this.#name];
    const child = spawn("pulumi", [...args, ...at, "--non-interactive"], {
      cwd: this.folder,
      env: this.env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const take = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout?.on("data", take);
    child.stderr?.on("data", take);
    const ended = new Promise<CommandResult>((done, failed) => {
      child.on("error", failed);
      child.on("close", (code) => done({ code, output }));
    });
    return { child, ended };
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** "urn:pulumi:test::podshift::podshift:index:Migration$pulumi-nodejs:dynamic/pinecone:PodIndex::docs" -> "PodIndex docs". */
export function nameOf(urn: string): string {
  const parts = urn.split("::");
  return `${parts.at(-2)?.split(":").at(-1)} ${parts.at(-1)}`;
}

function stepsOf(output: string): string[] {
  try {
    const { steps = [] } = JSON.parse(output.slice(output.indexOf("{"))) as { steps?: { op: string; urn: string }[] };
    return steps
      .filter(({ op, urn }) => op !== "same" && urn.includes("dynamic/pinecone:"))
      .map(({ op, urn }) => `${op} ${nameOf(urn)}`)
      .sort();
  } catch {
    return [];
  }
}
