import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { loopbackOnlyEnv } from "./loopbackOnly";
import { API_KEY } from "./podIndexFixture";
import type { CommandResult } from "./stack";
import { stateBackend } from "./stateBackend";

const ROOT = resolve(__dirname, "..", "..");

/**
 * Somebody who has the packed package and no checkout: a folder outside of the repository, whose packages are its own.
 * Only npm's registry and the emulator are reached.
 */
export class Stranger {
  readonly home = mkdtempSync(join(tmpdir(), "podshift-stranger-"));
  readonly folder = join(this.home, "shop");
  readonly env: NodeJS.ProcessEnv;

  /** @param controllerHost where the emulator is */
  constructor(controllerHost: string) {
    mkdirSync(this.folder);
    mkdirSync(join(this.home, "state"));
    this.env = {
      ...process.env,
      PULUMI_BACKEND_URL: stateBackend(join(this.home, "state")),
      PULUMI_CONFIG_PASSPHRASE: "e2e",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PINECONE_API_KEY: API_KEY,
      PINECONE_CONTROLLER_HOST: controllerHost,
      NODE_V8_COVERAGE: "",
      npm_config_prefer_offline: "true",
      npm_config_audit: "false",
      npm_config_fund: "false",
      npm_config_update_notifier: "false",
    };
  }

  /** Packs today's package; answers its tarball. */
  async pack(): Promise<string> {
    const args = ["pack", "--workspace", "provider", "--pack-destination", this.home, "--json"];
    const { output } = await this.must("npm", args, { cwd: ROOT });
    const [packed] = Object.values(
      JSON.parse(output.slice(output.search(/^[[{]/m))) as Record<string, { filename: string }>,
    );
    return join(this.home, packed?.filename ?? "");
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), text);
    }
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), "utf8");
  }

  /** A line of a shell, in the folder. What isn't npm's may connect to loopback only. */
  shell(line: string): Promise<CommandResult> {
    const env = /^npm /.test(line) ? this.env : loopbackOnlyEnv(this.env);
    return this.#run("bash", ["-euo", "pipefail", "-c", line], { cwd: this.folder, env });
  }

  /** A command that must end well. */
  async must(command: string, args: readonly string[], { cwd = this.folder } = {}): Promise<CommandResult> {
    const env = command === "npm" ? this.env : loopbackOnlyEnv(this.env);
    const result = await this.#run(command, args, { cwd, env });
    if (result.code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${result.code}\n${result.output}`);
    return result;
  }

  #run(command: string, args: readonly string[], at: { cwd: string; env: NodeJS.ProcessEnv }): Promise<CommandResult> {
    const child = spawn(command, args, { ...at, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const take = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    return new Promise((done, failed) => {
      child.on("error", failed);
      child.on("close", (code) => done({ code, output }));
    });
  }

  dispose(): void {
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5 });
  }
}
