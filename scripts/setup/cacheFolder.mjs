import { homedir } from "node:os";
import { join } from "node:path";

/**
 * Where things are kept that are slow to make and belong to no work tree.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} home
 */
export function cacheFolder(env = process.env, home = homedir()) {
  return env.PODSHIFT_CACHE || join(env.XDG_CACHE_HOME || join(home, ".cache"), "podshift");
}
