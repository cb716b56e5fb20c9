import { invalidData, type Refusal, undeserializable } from "../errors.js";

type Json = Record<string, unknown>;

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Reads typed fields out of a JSON object. A null field counts as absent; a field of another type is refused. */
export class Fields {
  constructor(
    readonly json: Json,
    private readonly fail: (reason: string) => Refusal,
  ) {}

  has(name: string): boolean {
    return Object.hasOwn(this.json, name) && this.json[name] !== null && this.json[name] !== undefined;
  }

  string(name: string): string {
    return this.optionalString(name) ?? this.#missing(name);
  }

  object(name: string): Fields {
    return this.optionalObject(name) ?? this.#missing(name);
  }

  optionalString(name: string): string | undefined {
    return this.#optional(name, "a string", (value): value is string => typeof value === "string");
  }

  optionalBoolean(name: string): boolean | undefined {
    return this.#optional(name, "a boolean", (value): value is boolean => typeof value === "boolean");
  }

  optionalInteger(name: string): number | undefined {
    return this.#optional(name, "an integer", (value): value is number => Number.isSafeInteger(value));
  }

  integer(name: string): number {
    return this.optionalInteger(name) ?? this.#missing(name);
  }

  optionalArray(name: string): unknown[] | undefined {
    return this.#optional(name, "a sequence", (value): value is unknown[] => Array.isArray(value));
  }

  optionalStrings(name: string): string[] | undefined {
    const areStrings = (value: unknown): value is string[] =>
      Array.isArray(value) && value.every((item) => typeof item === "string");
    return this.#optional(name, "a sequence of strings", areStrings);
  }

  optionalObject(name: string): Fields | undefined {
    const found = this.#optional(name, "a map", isObject);
    return found === undefined ? undefined : new Fields(found, this.fail);
  }

  optionalStringMap(name: string): Record<string, string> | undefined {
    const isStringMap = (value: unknown): value is Record<string, string> =>
      isObject(value) && Object.values(value).every((item) => typeof item === "string");
    return this.#optional(name, "a map of strings", isStringMap);
  }

  #optional<T>(name: string, what: string, is: (value: unknown) => value is T): T | undefined {
    if (!this.has(name)) return undefined;
    const value = this.json[name];
    if (!is(value)) throw this.fail(`${name}: invalid type, expected ${what}`);
    return value;
  }

  #missing(name: string): never {
    throw this.fail(`missing field \`${name}\``);
  }
}

/** A body of the control plane: what doesn't fit its types is a 422. */
export function controlFields(body: unknown, bodyLength: number): Fields {
  const fail = (reason: string) => undeserializable(reason, bodyLength);
  if (!isObject(body)) throw fail("invalid type, expected a map");
  return new Fields(body, fail);
}

/** A body of the data plane: what doesn't fit its types is a 400. An empty body counts as `{}`. */
export function dataFields(body: unknown): Fields {
  if (body === undefined) return new Fields({}, invalidData);
  if (!isObject(body)) throw invalidData("The request body must be a JSON object.");
  return new Fields(body, invalidData);
}
