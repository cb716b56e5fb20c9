/** Loads a module anew, with state of its own; what is loaded already keeps the instance that it has. */
export function freshModule<T>(path: string): T {
  const known = require.cache[path];
  delete require.cache[path];
  try {
    return require(path) as T;
  } finally {
    if (known === undefined) delete require.cache[path];
    else require.cache[path] = known;
  }
}
