/**
 * The same without what is undefined: `config.getNumber()` answers that for what isn't set, and spread over defaults it would
 * take their place.
 */
export function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T;
}
