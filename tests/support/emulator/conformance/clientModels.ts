// The official Node client as the judge of answers: which type each operation answers with, how the client decodes it, and what
// the type asks for. All of it is read from the installed package by machine; nothing of it is written down here.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import Ajv, { type ValidateFunction } from "ajv";
import { createGenerator } from "ts-json-schema-generator";

/** Decodes a JSON value as the client does. */
export type Decode = (json: unknown) => unknown;

export interface ClientType {
  readonly name: string;
  readonly decode: Decode;
  /** Checks what was decoded. */
  readonly validate: ValidateFunction;
}

export interface ClientOperation {
  /** "GET /indexes/{index_name}". */
  readonly name: string;
  /** Undefined: the client reads no body, or takes it as it is. */
  readonly type: ClientType | undefined;
}

/** One of the client's two generated parts. */
export interface ClientPart {
  readonly operations: readonly ClientOperation[];
  readonly errorType: ClientType;
  find(method: string, path: string): ClientOperation | undefined;
}

const GENERATED = join(dirname(require.resolve("@pinecone-database/pinecone")), "pinecone-generated-ts-fetch");

/** A request of the generated code, from its path to how it reads the answer. */
const REQUEST =
  /path: `([^`]+)`[\s\S]*?method: '([A-Z]+)'[\s\S]*?return new runtime\.(?:Void|JSON)ApiResponse\(([^;]*)\);/g;

export function readPart(folder: "db_control" | "db_data", errorType: string): ClientPart {
  const root = join(GENERATED, folder);
  const types = typesOf(root);
  const operations = [...apiSources(root).matchAll(REQUEST)].map(([, path = "", method = "", reading = ""]) => {
    const type = /\.(\w+)FromJSON\)/.exec(reading)?.[1];
    return { name: `${method} ${path}`, type: type === undefined ? undefined : types(type) };
  });
  const patterns = operations.map((operation) => ({ operation, pattern: patternOf(operation.name) }));
  return {
    operations,
    errorType: types(errorType),
    find: (method, path) => patterns.find(({ pattern }) => pattern.test(`${method} ${path}`))?.operation,
  };
}

function apiSources(root: string): string {
  const folder = join(root, "apis");
  const files = readdirSync(folder).filter((name) => name.endsWith("Api.js"));
  return files.map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
}

/** A path's fixed parts are tried before its named ones: the client's order is by name of the operation. */
function patternOf(name: string): RegExp {
  return new RegExp(`^${name.replace(/\{[^}]+\}/g, "[^/]+")}$`);
}

function typesOf(root: string): (name: string) => ClientType {
  const models: Record<string, Decode> = require(join(root, "models", "index.js"));
  const path = join(root, "models", "index.d.ts");
  const schema = createGenerator({ path, skipTypeCheck: true, additionalProperties: true }).createSchema("*");
  const ajv = new Ajv({ strict: false, allErrors: true, formats: { "date-time": true } });
  ajv.addSchema(withPossibleValues(schema) as object, "client");
  const known = new Map<string, ClientType>();
  return (name) => {
    const decode = models[`${name}FromJSON`];
    if (decode === undefined) throw new TypeError(`the client has no type ${name}`);
    const type = known.get(name) ?? { name, decode, validate: ajv.compile({ $ref: `client#/definitions/${name}` }) };
    known.set(name, type);
    return type;
  };
}

/** The client's types say `string` and name the possible values in their comment: those are asked for too. */
function withPossibleValues(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withPossibleValues);
  if (typeof schema !== "object" || schema === null) return schema;
  const entries = Object.entries(schema).map(([key, value]) => [key, withPossibleValues(value)]);
  const result = Object.fromEntries(entries) as { type?: unknown; description?: unknown; enum?: unknown };
  const values = possibleValues(result.description);
  return result.type === "string" && values.length > 0 ? { ...result, enum: values } : result;
}

function possibleValues(description: unknown): string[] {
  if (typeof description !== "string") return [];
  const listed = /Possible values: ([^.]*)\./.exec(description)?.[1] ?? "";
  return [...listed.matchAll(/`([^`]+)`/g)].map(([, value = ""]) => value);
}
