import type { SourceFile } from "../rule";

/** YAML has no grammar here: its rules read the text by a library of their own. */
export function yamlSource(path: string, text: string): SourceFile {
  const none = (): never => {
    throw new Error("YAML has no syntax tree");
  };
  return {
    ...{ path, text, language: "yaml" },
    get root(): never {
      return none();
    },
    get tree(): never {
      return none();
    },
  };
}
