import type { Dependency } from "../dependency";
import { mavenSdk } from "../sdk";
import { type Literal, replaceAt, spanAt } from "../text/place";
import { manifestReader } from "../text/reader";
import { MAVEN } from "../versions/maven";
import { gradleTokens, type Token } from "./gradleTokens";

/**
 * Gradle's build scripts, in Groovy and in Kotlin: `"group:name:version"`, `group: 'g', name: 'n', version: 'v'`, and
 * versions that a variable of the same script holds. What a script computes, or takes from another file, is not followed.
 */
export const BUILD_GRADLE = manifestReader(
  "build.gradle",
  (path) => path.endsWith(".gradle") || path.endsWith(".gradle.kts"),
  function* (text) {
    const tokens = gradleTokens(text);
    for (const [at, token] of tokens.entries()) {
      const found = inCoordinates(text, tokens, token) ?? byNames(text, tokens, at);
      if (found !== undefined) yield found;
    }
  },
);

/** `io.pinecone:pinecone-client:0.8.0`, perhaps with `:classifier` or `@ext` behind. */
function inCoordinates(text: string, tokens: readonly Token[], token: Token): Dependency | undefined {
  if (token.kind !== "text") return undefined;
  const [group = "", artifact = "", rest] = split(token.value, ":", 3);
  if (rest === undefined || mavenSdk(group, artifact) === undefined) return undefined;
  const start = token.start + group.length + artifact.length + 2;
  const [value] = /^[^:@]*/.exec(rest) ?? [""];
  return dependency(text, tokens, { start, end: start + value.length, value }, group, artifact);
}

/** Splits into at most `count` parts, the last with the rest. */
function split(text: string, sign: string, count: number): string[] {
  const parts = text.split(sign);
  return parts.length <= count ? parts : [...parts.slice(0, count - 1), parts.slice(count - 1).join(sign)];
}

/** `group: 'io.pinecone', name: 'pinecone-client', version: '0.8.0'`, and with `=` in Kotlin. */
function byNames(text: string, tokens: readonly Token[], at: number): Dependency | undefined {
  if (tokens[at]?.value !== "group" || tokens[at]?.kind !== "word") return undefined;
  const given = new Map<string, Token>();
  for (let next = at; isSetting(tokens, next); next += tokens[next + 3]?.value === "," ? 4 : 3) {
    const [key, , value] = tokens.slice(next, next + 3);
    if (key !== undefined && value !== undefined) given.set(key.value, value);
  }
  const [group, artifact, version] = ["group", "name", "version"].map((name) => given.get(name));
  if (group === undefined || artifact === undefined || version === undefined) return undefined;
  if (mavenSdk(group.value, artifact.value) === undefined) return undefined;
  const value = version.kind === "word" ? `$${version.value}` : version.value;
  return dependency(text, tokens, { ...version, value }, group.value, artifact.value);
}

function isSetting(tokens: readonly Token[], at: number): boolean {
  const [key, sign, value] = tokens.slice(at, at + 3);
  return (
    key?.kind === "word" && (sign?.value === ":" || sign?.value === "=") && value !== undefined && value.kind !== "sign"
  );
}

function dependency(
  text: string,
  tokens: readonly Token[],
  written: Literal,
  group: string,
  artifact: string,
): Dependency | undefined {
  const [, variable] = /^\$\{?(?:[\w]+\.)*(\w+)\}?$/.exec(written.value) ?? [];
  const version = variable === undefined ? written : resolved(tokens, variable);
  const sdk = mavenSdk(group, artifact);
  if (sdk === undefined || version === undefined || version.value.includes("$")) return undefined;
  const own = variable === undefined || uses(tokens, variable) <= 2;
  return {
    ...{ sdk, dialect: MAVEN, name: sdk.target.name, range: version.value },
    span: spanAt(text, version.start, version.end),
    ...(own
      ? { rewrite: (_: string, range: string) => [replaceAt(version, range)] }
      : { byHand: `give the SDK a version of its own: \`${variable}\` is used elsewhere too` }),
  };
}

/** What a variable is set to: `x = '1'`, `val x = "1"`, `set("x", "1")`, `extra["x"] = "1"`; undefined if it is set twice. */
function resolved(tokens: readonly Token[], name: string): Literal | undefined {
  const values = tokens.flatMap((token, at) => {
    if (token.value !== name) return [];
    const bracket = tokens[at + 1]?.value === "]" ? 1 : 0;
    const sign = tokens[at + 1 + bracket]?.value;
    const value = tokens[at + 2 + bracket];
    return (sign === "=" || (sign === "," && token.kind === "text")) && value?.kind === "text" ? [value] : [];
  });
  return values.length === 1 ? values[0] : undefined;
}

/** How often a variable is named: once where it is set, and once where the SDK's version is. */
function uses(tokens: readonly Token[], name: string): number {
  const inText = new RegExp(`\\$\\{?(?:\\w+\\.)*${name}\\b`, "g");
  return tokens
    .map(({ kind, value }) => (value === name ? 1 : kind === "text" ? (value.match(inText)?.length ?? 0) : 0))
    .reduce<number>((sum, each) => sum + each, 0);
}
