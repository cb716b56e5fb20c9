/** Loads a module anew, with state of its own, and so what it loads of `within`; what is loaded already keeps its instance. */
export function freshModule<T>(path: string, within: readonly string[] = []): T {
  const known = [path, ...within].map((each) => [each, require.cache[each]] as const);
  for (const [each] of known) delete require.cache[each];
  try {
    return require(path) as T;
  } finally {
    for (const [each, module] of known) {
      if (module === undefined) delete require.cache[each];
      else require.cache[each] = module;
    }
  }
}
