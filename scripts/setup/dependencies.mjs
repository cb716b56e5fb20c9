import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./run.mjs";

/** Installs what package-lock.json says, unless that is what is installed. */
export async function installDependencies(root, log) {
  const stamp = join(root, "node_modules", ".podshift-setup");
  const wanted = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  log("installing npm packages");
  await run("npm", ["ci", "--no-audit", "--no-fund"], {
    cwd: root,
    onWait: (seconds) => log(`installing npm packages (${seconds} s)`),
  });
  writeFileSync(stamp, wanted);
}
