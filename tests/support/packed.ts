import { execFile } from "node:child_process";
import { promisify } from "node:util";

/**
 * What `npm pack` would put into a package, by paths inside it, sorted. Nothing is written and no script is run.
 *
 * @param folder the package's
 */
export async function packedFiles(folder: string): Promise<string[]> {
  const args = ["pack", "--dry-run", "--json", "--ignore-scripts", "--offline"];
  const { stdout } = await promisify(execFile)("npm", args, { cwd: folder, maxBuffer: 64_000_000 });
  const [packed] = Object.values(JSON.parse(stdout) as Record<string, { files: { path: string }[] }>);
  if (packed === undefined) throw new Error(`npm packed nothing of ${folder}`);
  return packed.files.map(({ path }) => path).sort();
}
