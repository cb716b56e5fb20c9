import { ruleSet } from "../../rule";
import { CONTEXT_POINTER } from "./contextPointer";
import { CREATE_FROM_COLLECTION } from "./createFromCollection";
import { DELETE_BY_FILTER } from "./deleteByFilter";
import { ENVIRONMENT } from "./environment";
import { IMPORT_PATH } from "./importPath";
import { bindGo, type GoNames } from "./names";
import { NAMES_THE_INDEX } from "./namesTheIndex";
import { OLD_CREATE_INDEX } from "./oldCreateIndex";
import { OLD_DESCRIBE_ANSWER } from "./oldDescribeAnswer";
import { OLD_FILTER_NAME } from "./oldFilterName";
import { OLD_INDEX_CONNECTION } from "./oldIndexConnection";
import { OLD_VECTOR_VALUES } from "./oldVectorValues";
import { POD_ONLY_ARGUMENT } from "./podOnlyArgument";
import { STATS_BY_FILTER } from "./statsByFilter";
import { WRITE_TO_CAPTURE } from "./writeToCapture";

/** Go; what a file declares and imports tells whose a method is. */
export const GO = ruleSet<GoNames | undefined>({
  languages: ["go"],
  bind: bindGo,
  rules: [
    IMPORT_PATH,
    OLD_INDEX_CONNECTION,
    CONTEXT_POINTER,
    OLD_FILTER_NAME,
    OLD_VECTOR_VALUES,
    OLD_CREATE_INDEX,
    OLD_DESCRIBE_ANSWER,
    ENVIRONMENT,
    STATS_BY_FILTER,
    DELETE_BY_FILTER,
    POD_ONLY_ARGUMENT,
    CREATE_FROM_COLLECTION,
    NAMES_THE_INDEX,
    WRITE_TO_CAPTURE,
  ],
});
