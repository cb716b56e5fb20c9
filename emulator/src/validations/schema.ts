import type { FieldSchema } from "../store/namespace.js";
import type { Fields } from "./fields.js";
import { isObject } from "./fields.js";

/** Reads `schema: {fields: {f: {filterable: true}}}`; `filterable: false` is refused as the service does. */
export function readSchema(holder: Fields, refuse: (message: string) => Error): FieldSchema | undefined {
  const schema = holder.optionalObject("schema");
  if (schema === undefined) return undefined;
  const fields: Record<string, { filterable: true }> = {};
  for (const [name, field] of Object.entries(schema.object("fields").json)) {
    if (!isObject(field) || field.filterable !== true) {
      throw refuse(`Schema field '${name}': only \`filterable: true\` is supported.`);
    }
    if (name === "" || name.startsWith("$")) throw refuse(`Schema field '${name}' is not a valid metadata field name.`);
    fields[name] = { filterable: true };
  }
  return { fields };
}
