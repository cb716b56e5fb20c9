import { ruleSet } from "../../rule";
import { CREATE_FROM_COLLECTION } from "./createFromCollection";
import { DELETE_BY_FILTER } from "./deleteByFilter";
import { ENVIRONMENT_ARGUMENT } from "./environmentArgument";
import { ENVIRONMENT_VARIABLE } from "./environmentVariable";
import { type Bindings, bindingsOf } from "./names/bindings";
import { candidatesOf, exportsOf, importsOf } from "./names/modules";
import { isLocal } from "./names/syntax";
import { NAMES_THE_INDEX } from "./namesTheIndex";
import { OLD_CLIENT_CLASS } from "./oldClientClass";
import { OLD_CREATE_INDEX } from "./oldCreateIndex";
import { OLD_DESCRIBE_ANSWER } from "./oldDescribeAnswer";
import { OLD_EXPORT } from "./oldExport";
import { OLD_FETCH_ANSWER } from "./oldFetchAnswer";
import { OLD_INDEX_CALL } from "./oldIndexCall";
import { OLD_LIST_ANSWER } from "./oldListAnswer";
import { OLD_STATS_ANSWER } from "./oldStatsAnswer";
import { POD_ONLY_ARGUMENT } from "./podOnlyArgument";
import { STATS_BY_FILTER } from "./statsByFilter";
import { WRITE_TO_CAPTURE } from "./writeToCapture";

/** The rules for code that uses `@pinecone-database/pinecone`. */
export const JAVASCRIPT = ruleSet<Bindings | undefined>({
  languages: ["javascript", "typescript", "tsx"],
  bind: bindingsOf,
  exports: exportsOf,
  imports: (file) => importsOf(file).flatMap(({ specifier }) => (isLocal(specifier) ? [specifier] : [])),
  candidates: candidatesOf,
  rules: [
    OLD_CLIENT_CLASS,
    OLD_EXPORT,
    ENVIRONMENT_ARGUMENT,
    ENVIRONMENT_VARIABLE,
    OLD_INDEX_CALL,
    OLD_LIST_ANSWER,
    OLD_DESCRIBE_ANSWER,
    OLD_CREATE_INDEX,
    OLD_FETCH_ANSWER,
    OLD_STATS_ANSWER,
    STATS_BY_FILTER,
    POD_ONLY_ARGUMENT,
    CREATE_FROM_COLLECTION,
    DELETE_BY_FILTER,
    NAMES_THE_INDEX,
    WRITE_TO_CAPTURE,
  ],
});
