import { JAVA } from "../../../../provider/src/scan/rules/java";
import { describeSamples } from "../../../support/scan/samples";

describe("Rules for Java", () => {
  describeSamples("java", JAVA, () => "java");
});
