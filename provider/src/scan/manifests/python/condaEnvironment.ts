import { isMap, isScalar, isSeq } from "yaml";
import type { Dependency } from "../dependency";
import { fileName } from "../text/names";
import { pipDependency } from "../text/pep508";
import { manifestReader } from "../text/reader";
import { yamlMap } from "../text/yaml";

/** The `pip:` list of conda's `environment.yml`; conda's own packages are not looked at. */
export const CONDA_ENVIRONMENT = manifestReader(
  "environment.yml",
  (path) => /^(conda[-_.])?env(ironment)?([-_.][\w.-]*)?\.ya?ml$/.test(fileName(path)),
  function* (text) {
    const dependencies = yamlMap(text)?.get("dependencies");
    for (const item of isSeq(dependencies) ? dependencies.items : []) {
      const pip = isMap(item) ? item.get("pip") : undefined;
      for (const requirement of isSeq(pip) ? pip.items : []) {
        const found = isScalar(requirement) ? requirementIn(text, requirement) : undefined;
        if (found !== undefined) yield found;
      }
    }
  },
);

function requirementIn(
  text: string,
  { value, range }: { readonly value: unknown; readonly range?: readonly [number, number, number] | null | undefined },
): Dependency | undefined {
  if (typeof value !== "string" || !range) return undefined;
  const start = text.indexOf(value, range[0]);
  return start === -1 || start + value.length > range[1] ? undefined : pipDependency(text, start, start + value.length);
}
