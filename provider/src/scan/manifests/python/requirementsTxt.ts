import type { Dependency } from "../dependency";
import { pipSdk } from "../sdk";
import { type Line, linesOf } from "../text/lines";
import { fileName } from "../text/names";
import { addressed, pipDependency } from "../text/pep508";
import { spanAt } from "../text/place";
import { manifestReader } from "../text/reader";
import { PEP440 } from "../versions/pep440";

/** `requirements.txt`, `requirements-dev.in`, `dev-requirements.txt`, `constraints.txt`, `requirements/base.txt`. */
function isRequirements(path: string): boolean {
  const name = fileName(path);
  if (!/\.(txt|in|pip)$/.test(name)) return false;
  return (
    /(^|[-_.])(requirements?|constraints?)([-_.]|$)/i.test(name) ||
    /(^|\/)(requirements|constraints)\/[^/]+$/.test(path)
  );
}

/**
 * pip's requirements and constraints. `-r` and `-c` lines lead to files that are scanned by their own names; a file with
 * an unusual name is not followed.
 */
export const REQUIREMENTS_TXT = manifestReader("requirements.txt", isRequirements, function* (text) {
  // A continued line becomes one, with its offsets.
  const joined = text.replace(/\\\r?\n/g, (end) => " ".repeat(end.length));
  for (const line of linesOf(joined)) {
    const found = dependencyIn(text, joined, line);
    if (found !== undefined) yield found;
  }
});

function dependencyIn(text: string, joined: string, line: Line): Dependency | undefined {
  const comment = /(^|\s)#/.exec(line.text);
  const content = comment === null ? line.text : line.text.slice(0, comment.index);
  const editable = /^\s*(?:-e|--editable)[\s=]+/.exec(content);
  if (editable !== null) return fromAddress(text, line.start + editable[0].length, line.start + content.length);
  if (/^\s*-/.test(content) || content.trim() === "") return undefined;
  if (/^\s*[\w+]+:\/\/|^\s*[./]/.test(content)) return fromAddress(text, line.start, line.start + content.length);
  const options = content.search(/\s--?[a-z]/);
  const end = line.start + (options === -1 ? content.length : options);
  const found = pipDependency(joined, line.start, end);
  if (found === undefined) return undefined;
  const placed = { ...found, span: spanAt(text, found.span.start.offset, found.span.end.offset) };
  return content.includes("--hash") ? withoutRewrite(placed) : placed;
}

/** A changed version has other hashes, which only the tool that wrote the file can tell. */
function withoutRewrite({ rewrite: _, ...dependency }: Dependency): Dependency {
  const byHand =
    "change the file that this one is made from, and make it anew with its hashes (`pip-compile`, `uv pip compile`)";
  return { ...dependency, byHand };
}

/** `git+https://.../pinecone-python-client@v2.2.4#egg=pinecone-client`, or a wheel's address. */
function fromAddress(text: string, from: number, to: number): Dependency | undefined {
  const raw = text.slice(from, to);
  const address = raw.trim();
  const [, egg] = /#[^#]*?egg=([\w.-]+)/.exec(address) ?? [];
  const [, archive] = /[/\\](pinecone(?:[-_]client)?)-\d[^/\\]*\.(?:whl|tar\.gz|zip)(?:#|$)/i.exec(address) ?? [];
  const repository = /pinecone-io\/pinecone-python-client(?:\.git)?(?:[@#]|$)/.test(address) ? "pinecone" : undefined;
  const name = egg ?? archive ?? repository;
  const sdk = name === undefined ? undefined : pipSdk(name);
  if (name === undefined || sdk === undefined) return undefined;
  const start = from + raw.indexOf(address);
  return { sdk, dialect: PEP440, name, span: spanAt(text, start, start + address.length), ...addressed(address) };
}
