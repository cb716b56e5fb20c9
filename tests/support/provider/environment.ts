const NAMES = ["PINECONE_API_KEY", "PINECONE_CONTROLLER_HOST", "PINECONE_DEBUG_CURL"] as const;

/** Clears what the provider reads from the environment for each test of a suite, and puts it back after. */
export function withCleanEnvironment(): void {
  const found = new Map<string, string | undefined>();
  beforeEach(() => {
    for (const name of NAMES) {
      found.set(name, process.env[name]);
      delete process.env[name];
    }
  });
  afterEach(() => {
    for (const [name, value] of found) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });
}

/** What Pulumi hands to `configure`. */
export function stackConfig(values: Readonly<Record<string, string>>) {
  return { config: { get: (key: string) => values[key] } };
}
