import { PYTHON } from "../../../../provider/src/scan/rules/python";
import { describeSamples } from "../../../support/scan/samples";

describe("rules for Python", () => {
  describeSamples("python", PYTHON, () => "python");
});
