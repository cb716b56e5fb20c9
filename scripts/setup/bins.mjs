import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { join, relative } from "node:path";

const EXECUTABLE = 0o111;

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
      if (!existsSync(file)) continue;
      // The compiler makes plain files: a build from nothing meets the link of an earlier one.
      if ((statSync(file).mode & EXECUTABLE) !== EXECUTABLE) chmodSync(file, 0o755);
      if (!existsSync(link)) symlinkSync(relative(folder, file), link);
    }
  }
}
