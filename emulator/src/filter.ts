import { invalidData } from "./errors.js";
import { LIMITS } from "./limits.js";
import type { Metadata, MetadataValue } from "./store/records.js";
import { isObject } from "./validations/fields.js";

/** Whether a record with this metadata is found. */
export type Predicate = (metadata: Metadata | undefined) => boolean;
type Test = (value: MetadataValue | undefined) => boolean;
type Scalar = string | number | boolean;

export interface FilterRules {
  /** Fields that can be found; undefined means all. A condition on any other field finds nothing. */
  readonly filterable: readonly string[] | undefined;
  /** Whether `$in` and `$nin` are limited in length. */
  readonly limited: boolean;
}

/** Checks a metadata filter and turns it into a predicate. Refuses with 400, code 3. */
export function compileFilter(filter: unknown, rules: FilterRules): Predicate {
  if (!isObject(filter)) throw invalidData("The filter must be an object.");
  return every(Object.entries(filter).map(([key, value]) => compileEntry(key, value, rules)));
}

function compileEntry(key: string, value: unknown, rules: FilterRules): Predicate {
  if (key === "$and" || key === "$or") {
    if (!Array.isArray(value) || value.length === 0) throw invalidData(`${key} must be a non-empty list of filters.`);
    const parts = value.map((part) => compileFilter(part, rules));
    return key === "$and" ? every(parts) : (metadata) => parts.some((part) => part(metadata));
  }
  if (key.startsWith("$")) throw invalidData(`Only $and and $or are allowed at the top level, but got ${key}.`);
  const test = compileField(key, value, rules);
  if (rules.filterable !== undefined && !rules.filterable.includes(key)) return () => false;
  return (metadata) => test(metadata !== undefined && Object.hasOwn(metadata, key) ? metadata[key] : undefined);
}

function every(parts: readonly Predicate[]): Predicate {
  return (metadata) => parts.every((part) => part(metadata));
}

function compileField(field: string, value: unknown, rules: FilterRules): Test {
  if (!isObject(value)) return equals(scalar(field, "$eq", value));
  const tests = Object.entries(value).map(([operator, operand]) => {
    const compile = OPERATORS.get(operator);
    if (compile === undefined) throw invalidData(`${operator} is not a valid operator for field '${field}'.`);
    return compile(field, operand, rules);
  });
  if (tests.length === 0) throw invalidData(`The condition on field '${field}' is empty.`);
  return (found) => tests.every((test) => test(found));
}

type CompileOperator = (field: string, operand: unknown, rules: FilterRules) => Test;

const OPERATORS = new Map<string, CompileOperator>([
  ["$eq", (field, operand) => equals(scalar(field, "$eq", operand))],
  ["$ne", (field, operand) => not(equals(scalar(field, "$ne", operand)))],
  ["$gt", (field, operand) => compares(field, "$gt", operand, (a, b) => a > b)],
  ["$gte", (field, operand) => compares(field, "$gte", operand, (a, b) => a >= b)],
  ["$lt", (field, operand) => compares(field, "$lt", operand, (a, b) => a < b)],
  ["$lte", (field, operand) => compares(field, "$lte", operand, (a, b) => a <= b)],
  ["$in", (field, operand, rules) => contains(members(field, "$in", operand, rules))],
  ["$nin", (field, operand, rules) => not(contains(members(field, "$nin", operand, rules)))],
  ["$exists", (field, operand) => exists(field, operand)],
]);

/** A list "has" each of its values. */
function equals(wanted: Scalar): Test {
  return (found) => (Array.isArray(found) ? found.includes(wanted) : found === wanted);
}

function contains(wanted: ReadonlySet<Scalar>): Test {
  return (found) => {
    if (found === undefined) return false;
    if (typeof found === "object") return found.some((item) => wanted.has(item));
    return wanted.has(found);
  };
}

/** A record without the field passes: the service's behaviour is not published (docs/emulator.md). */
function not(test: Test): Test {
  return (found) => !test(found);
}

function compares(field: string, operator: string, operand: unknown, holds: (a: number, b: number) => boolean): Test {
  if (typeof operand !== "number") throw invalidData(`${operator} on field '${field}' needs a number.`);
  return (found) => typeof found === "number" && holds(found, operand);
}

function exists(field: string, operand: unknown): Test {
  if (typeof operand !== "boolean") throw invalidData(`$exists on field '${field}' needs true or false.`);
  return (found) => (found !== undefined) === operand;
}

function scalar(field: string, operator: string, operand: unknown): Scalar {
  if (typeof operand === "string" || typeof operand === "number" || typeof operand === "boolean") return operand;
  throw invalidData(`${operator} on field '${field}' needs a string, a number or a boolean.`);
}

function members(field: string, operator: string, operand: unknown, rules: FilterRules): ReadonlySet<Scalar> {
  if (!Array.isArray(operand)) throw invalidData(`${operator} on field '${field}' needs a list.`);
  if (rules.limited && operand.length > LIMITS.inValues) {
    throw invalidData(`${operator} on field '${field}' has ${operand.length} values, the limit is ${LIMITS.inValues}.`);
  }
  for (const item of operand) {
    if (typeof item !== "string" && typeof item !== "number") {
      throw invalidData(`${operator} on field '${field}' needs a list of strings or numbers.`);
    }
  }
  return new Set(operand as Scalar[]);
}
