import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join, relative } from "node:path";

/**
 * Puts the commands of the built packages into node_modules/.bin. npm links a workspace's command only where its file is
 * there already, which it isn't before the first build; and `npx podshift` must not go and look for it elsewhere.
 */
export function linkBins(root, packages) {
  const folder = join(root, "node_modules", ".bin");
  mkdirSync(folder, { recursive: true });
  for (const name of packages) {
    const { bin = {} } = JSON.parse(readFileSync(join(root, name, "package.json"), "utf8"));
    for (const [command, path] of Object.entries(bin)) {
      const file = join(root, name, path);
      const link = join(folder, command);
      if (existsSync(link) || !existsSync(file)) continue;
      chmodSync(file, 0o755);
      symlinkSync(relative(folder, file), link);
    }
  }
}
