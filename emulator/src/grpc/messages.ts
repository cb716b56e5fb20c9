import { type Field, MapField, Type, util } from "protobufjs";
import { isObject } from "../validations/fields.js";
import { type Struct, structFromJson, structToJson } from "./struct.js";

type Json = Record<string, unknown>;

/**
 * A message as the JSON object that the same request has over REST. What proto3 can't tell from absent is absent: empty
 * strings and lists, zeros and false, unless the field is `optional`. Lists of numbers are handed on, not copied.
 */
export function decodeMessage(type: Type, bytes: Uint8Array): Json {
  return messageToJson(type, type.decode(bytes));
}

/** The message for a JSON answer. Throws on a key that the message has no field for: nothing is lost unnoticed. */
export function encodeMessage(type: Type, json: object): Buffer {
  return Buffer.from(type.encode(messageFromJson(type, json)).finish());
}

function messageToJson(type: Type, message: object): Json {
  const json: Json = {};
  for (const field of type.fieldsArray) {
    if (!Object.hasOwn(message, field.name)) continue;
    const value = fieldToJson(field, (message as Json)[field.name]);
    if (value !== undefined) json[field.name] = value;
  }
  return json;
}

function fieldToJson(field: Field, value: unknown): unknown {
  const single = (one: unknown) => singleToJson(field.resolvedType, one);
  if (field instanceof MapField) {
    return Object.fromEntries(Object.entries(value as Json).map(([key, entry]) => [key, single(entry)]));
  }
  // The default of messages and `optional` fields is null: when sent, they are present whatever they hold.
  if (!field.repeated) return value === field.typeDefault ? undefined : single(value);
  const list = value as unknown[];
  if (list.length === 0) return undefined;
  return field.resolvedType === null ? list : list.map(single);
}

function singleToJson(type: Field["resolvedType"], value: unknown): unknown {
  if (!(type instanceof Type)) return value;
  return isStruct(type) ? structToJson(value as Struct) : messageToJson(type, value as object);
}

function messageFromJson(type: Type, json: object): Json {
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => {
      const field = fieldOf(type, key);
      return [field.name, fieldFromJson(field, value)];
    }),
  );
}

/** Answers about namespaces spell their keys in snake_case over REST. */
function fieldOf(type: Type, key: string): Field {
  const field = type.fields[key] ?? type.fields[util.camelCase(key)];
  if (field === undefined) throw new TypeError(`${type.name} has no field for ${key}`);
  return field;
}

function fieldFromJson(field: Field, value: unknown): unknown {
  const type = field.resolvedType;
  if (!(type instanceof Type)) return value;
  const single = (one: unknown) =>
    isStruct(type) ? structFromJson(one as object) : messageFromJson(type, one as object);
  if (field.repeated) return (value as unknown[]).map(single);
  if (!(field instanceof MapField)) return single(value);
  if (!isObject(value)) throw new TypeError(`${field.name} is no map`);
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, single(entry)]));
}

function isStruct(type: Type): boolean {
  return type.fullName === ".google.protobuf.Struct";
}
