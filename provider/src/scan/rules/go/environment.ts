import type { CodeRule } from "../../rule";
import { found } from "../typed/calls";
import { namesEnvironment } from "../typed/literals";
import type { GoNames } from "./names";

const READS = new Set(["Getenv", "LookupEnv", "GetString", "Get", "MustGet"]);

export const ENVIRONMENT: CodeRule<GoNames | undefined> = {
  id: "go/environment",
  level: "warning",
  step: "adapt-code",
  title: "Pod environment",
  help:
    "Only pod indexes have an environment (`us-east1-gcp`); a serverless index has a cloud and a region. The Go client " +
    "never asked for it but to create pod indexes: take the setting out once nothing creates them.",
  *find(file) {
    if (!/pinecone.{1,2}env/i.test(file.text)) return;
    for (const literal of file.root.findAll({ rule: { kind: "interpreted_string_literal" } })) {
      const list = literal.parent();
      const called = list?.kind() === "argument_list" ? list.parent()?.field("function") : undefined;
      if (!namesEnvironment(literal.text().slice(1, -1)) || !READS.has(called?.field("field")?.text() ?? "")) continue;
      yield found(
        literal,
        "The pod environment is read, and serverless has none",
        "Take the setting out with what uses it",
      );
    }
  },
};
