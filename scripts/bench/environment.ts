import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import os from "node:os";
import { join } from "node:path";

/** On what was measured: nothing of it names a machine or a place on it. */
export interface Environment {
  readonly machine: {
    readonly processors: number;
    readonly model: string;
    readonly memoryGib: number;
    readonly kernel: string;
  };
  /** By name. */
  readonly versions: Readonly<Record<string, string>>;
}

const GIB = 1024 ** 3;

/** @param env in which the Pulumi CLI is found */
export function environmentOf(root: string, env: NodeJS.ProcessEnv): Environment {
  const processors = os.cpus();
  return {
    machine: {
      processors: processors.length,
      model: (processors[0]?.model ?? "unknown").trim(),
      memoryGib: Math.round(os.totalmem() / GIB),
      kernel: `${os.type()} ${/^[\d.]+/.exec(os.release())?.[0] ?? ""}`,
    },
    versions: {
      podshift: packageVersion(join(root, "provider", "package.json")),
      "pinecone-emulator": packageVersion(join(root, "emulator", "package.json")),
      Node: process.versions.node,
      "Pulumi CLI": versionBy("pulumi", ["version"], env),
      "@pulumi/pulumi": packageVersion(join(root, "node_modules", "@pulumi", "pulumi", "package.json")),
      "Node client": packageVersion(join(root, "node_modules", "@pinecone-database", "pinecone", "package.json")),
      Python: versionBy("python3", ["--version"], env),
    },
  };
}

function packageVersion(file: string): string {
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}

function versionBy(command: string, args: readonly string[], env: NodeJS.ProcessEnv): string {
  try {
    const said = execFileSync(command, args, { env, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    return /\d[\w.]*/.exec(said)?.[0] ?? "unknown";
  } catch {
    return "none";
  }
}
