import { JAVASCRIPT } from "../../../../provider/src/scan/rules/javascript";
import { describeSamples } from "../../../support/scan/samples";

describe("rules for JavaScript and TypeScript", () => {
  describeSamples("javascript", JAVASCRIPT, (file) => {
    if (file.endsWith(".tsx")) return "tsx";
    return file.endsWith(".ts") ? "typescript" : "javascript";
  });
});
