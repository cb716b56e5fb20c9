import { GO } from "../../../../provider/src/scan/rules/go";
import { describeSamples } from "../../../support/scan/samples";

describe("Rules for Go", () => {
  describeSamples("go", GO, () => "go");
});
