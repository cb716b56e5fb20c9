import { spawnSync } from "node:child_process";

/** Whether moto's server can be set up here. */
export function hasPython(): boolean {
  return spawnSync("python3", ["--version"]).status === 0;
}
