import { CSHARP } from "../../../../provider/src/scan/rules/csharp";
import { describeSamples } from "../../../support/scan/samples";

describe("Rules for C#", () => {
  describeSamples("csharp", CSHARP, () => "csharp");
});
