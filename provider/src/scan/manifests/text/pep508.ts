import type { Edit } from "../../finding";
import type { Dependency } from "../dependency";
import { pipSdk } from "../sdk";
import { PEP440 } from "../versions/pep440";
import { replaceAt, spanAt } from "./place";

/** A Python requirement (PEP 508); offsets in the text it was cut from. */
interface Requirement {
  readonly name: string;
  readonly start: number;
  readonly nameEnd: number;
  /** The specifier's place: empty, behind the name and its extras, where there is none. */
  readonly specifier: { readonly start: number; readonly end: number; readonly text: string };
  /** `name @ address`. */
  readonly address?: string;
  readonly end: number;
}

/** Reads `name[extra] >=1,<2 ; marker`, which stands in `text` at `start` up to `end`. */
function requirementAt(text: string, start: number, end: number): Requirement | undefined {
  const [head = "", name = ""] = /^\s*([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*/.exec(text.slice(start, end)) ?? [];
  if (name === "") return undefined;
  const nameStart = start + head.indexOf(name);
  const afterName = start + head.length;
  const [extras = ""] = /^\[[^\]]*\]\s*/.exec(text.slice(afterName, end)) ?? [];
  const body = afterName + extras.length;
  const bodyEnd = firstOf(text, ";", body, end);
  const base = { name, start: nameStart, nameEnd: nameStart + name.length };
  const extrasEnd = extras === "" ? base.nameEnd : afterName + extras.trimEnd().length;
  if (text[body] === "@") {
    const address = text.slice(body + 1, end).trim();
    return {
      ...base,
      specifier: { start: extrasEnd, end: extrasEnd, text: "" },
      address,
      end: body + 1 + address.length,
    };
  }
  const specifier = specifierAt(text, body, bodyEnd, extrasEnd);
  return specifier && { ...base, specifier, end: Math.max(specifier.end, extrasEnd) };
}

function firstOf(text: string, sign: string, start: number, end: number): number {
  const at = text.indexOf(sign, start);
  return at === -1 || at > end ? end : at;
}

/** The versions, without the brackets that may stand around them. */
function specifierAt(text: string, start: number, end: number, none: number): Requirement["specifier"] | undefined {
  const raw = text.slice(start, end);
  const trimmed = raw
    .trim()
    .replace(/^\(|\)$/g, "")
    .trim();
  if (trimmed === "") return { start: none, end: none, text: "" };
  if (!/^[=<>!~]/.test(trimmed)) return undefined;
  const at = start + raw.indexOf(trimmed);
  return { start: at, end: at + trimmed.length, text: trimmed };
}

/** What a requirement asks of a Pinecone SDK, if it asks for one. */
export function pipDependency(text: string, start: number, end: number): Dependency | undefined {
  const requirement = requirementAt(text, start, end);
  const sdk = requirement && pipSdk(requirement.name);
  if (requirement === undefined || sdk === undefined) return undefined;
  const { name, specifier, address } = requirement;
  const base = { sdk, dialect: PEP440, name, span: spanAt(text, requirement.start, requirement.end) };
  if (address !== undefined) return { ...base, ...addressed(address) };
  return {
    ...base,
    range: specifier.text,
    rewrite: (newName, range): Edit[] => [
      ...(newName === name ? [] : [replaceAt({ start: requirement.start, end: requirement.nameEnd }, newName)]),
      replaceAt(specifier, range),
    ],
  };
}

/** The version that an address names: of a wheel, of a source archive, or of a tag. */
export function addressed(address: string): Pick<Dependency, "range" | "byHand"> {
  const [, archive] =
    /[/\\]pinecone(?:[-_]client)?-(\d[^/\\-]*?)(?:-[^/\\]*\.whl|\.tar\.gz|\.zip)(?:#|$)/i.exec(address) ?? [];
  const [, tag] =
    /\.?git@v?(\d[\w.]*)(?:#|$)|(?:python-client|pinecone)@v?(\d[\w.]*)(?:#|$)/.exec(address)?.filter(Boolean) ?? [];
  const version = archive ?? tag;
  const byHand = "take the SDK from the package index by its version instead of from an address";
  return version === undefined ? { byHand } : { range: `==${version}`, byHand };
}
