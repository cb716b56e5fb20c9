import { ruleSet } from "../../rule";
import { CREATE_FROM_COLLECTION } from "./createFromCollection";
import { DELETE_BY_FILTER } from "./deleteByFilter";
import { ENVIRONMENT } from "./environment";
import { IMPORT_PATH } from "./importPath";
import { bindJava, type JavaNames } from "./names";
import { NAMES_THE_INDEX } from "./namesTheIndex";
import { OLD_CLIENT } from "./oldClient";
import { OLD_CREATE_INDEX } from "./oldCreateIndex";
import { OLD_DESCRIBE_ANSWER } from "./oldDescribeAnswer";
import { POD_ONLY_ARGUMENT } from "./podOnlyArgument";
import { STATS_BY_FILTER } from "./statsByFilter";
import { WRITE_TO_CAPTURE } from "./writeToCapture";

/** Java; the types that a file declares and imports tell whose a method is. */
export const JAVA = ruleSet<JavaNames | undefined>({
  languages: ["java"],
  bind: bindJava,
  rules: [
    OLD_CLIENT,
    IMPORT_PATH,
    ENVIRONMENT,
    OLD_CREATE_INDEX,
    OLD_DESCRIBE_ANSWER,
    STATS_BY_FILTER,
    DELETE_BY_FILTER,
    POD_ONLY_ARGUMENT,
    CREATE_FROM_COLLECTION,
    NAMES_THE_INDEX,
    WRITE_TO_CAPTURE,
  ],
});
