/** What a policy is given of a resource. In a preview, reading a value that isn't known yet throws. */
export type Properties = Readonly<Record<string, unknown>>;

/** The value, or undefined where there is none, or none yet. */
export function known(properties: Properties, key: string): unknown {
  try {
    return properties[key];
  } catch {
    // The proxy around the properties throws for nothing else (@pulumi/policy, proxy.js).
    return undefined;
  }
}

/** The text, or undefined where it is none, or not known yet. */
export function text(properties: Properties, key: string): string | undefined {
  const value = known(properties, key);
  return typeof value === "string" ? value : undefined;
}

/** The number, or undefined where it is none, or not known yet. */
export function amount(properties: Properties, key: string): number | undefined {
  const value = known(properties, key);
  return typeof value === "number" ? value : undefined;
}

/** The properties inside a property; undefined where there are none, or not known yet. */
export function inside(properties: Properties, key: string): Properties | undefined {
  const value = known(properties, key);
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Properties) : undefined;
}
