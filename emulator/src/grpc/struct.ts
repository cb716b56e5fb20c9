import { invalidData } from "../errors.js";

/** A google.protobuf.Struct, decoded: only the field of a value that was sent is its own. */
export interface Struct {
  readonly fields?: Readonly<Record<string, StructValue>>;
}

export interface StructValue {
  readonly nullValue?: number;
  readonly numberValue?: number;
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly structValue?: Struct;
  readonly listValue?: { readonly values?: readonly StructValue[] };
}

/** The JSON object that a Struct stands for. */
export function structToJson(struct: Struct): Record<string, unknown> {
  return Object.fromEntries(Object.entries(struct.fields ?? {}).map(([key, value]) => [key, valueToJson(value)]));
}

function valueToJson(value: StructValue): unknown {
  if (Object.hasOwn(value, "stringValue")) return value.stringValue;
  if (Object.hasOwn(value, "numberValue")) return finite(value.numberValue);
  if (Object.hasOwn(value, "boolValue")) return value.boolValue;
  if (value.listValue != null) return (value.listValue.values ?? []).map(valueToJson);
  if (value.structValue != null) return structToJson(value.structValue);
  return null;
}

/** JSON has neither NaN nor infinities, so the actions don't expect them. */
function finite(value: number | undefined): number {
  if (!Number.isFinite(value)) throw invalidData(`A number of metadata or a filter must be finite, got ${value}.`);
  return value as number;
}

/** The Struct that stands for a JSON object. */
export function structFromJson(json: object): Struct {
  return { fields: Object.fromEntries(Object.entries(json).map(([key, value]) => [key, valueFromJson(value)])) };
}

function valueFromJson(json: unknown): StructValue {
  if (typeof json === "string") return { stringValue: json };
  if (typeof json === "number") return { numberValue: json };
  if (typeof json === "boolean") return { boolValue: json };
  if (Array.isArray(json)) return { listValue: { values: json.map(valueFromJson) } };
  if (typeof json === "object" && json !== null) return { structValue: structFromJson(json) };
  return { nullValue: 0 };
}
