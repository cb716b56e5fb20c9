import { ruleSet } from "../../rule";
import { CREATE_FROM_COLLECTION } from "./createFromCollection";
import { DELETE_BY_FILTER } from "./deleteByFilter";
import { ENVIRONMENT } from "./environment";
import { bindCSharp, type CSharpNames } from "./names";
import { NAMES_THE_INDEX } from "./namesTheIndex";
import { OLD_CLIENT } from "./oldClient";
import { OLD_CREATE_INDEX } from "./oldCreateIndex";
import { OLD_DESCRIBE_ANSWER } from "./oldDescribeAnswer";
import { OLD_LIST_ANSWER } from "./oldListAnswer";
import { POD_ONLY_ARGUMENT } from "./podOnlyArgument";
import { STATS_BY_FILTER } from "./statsByFilter";
import { WRITE_TO_CAPTURE } from "./writeToCapture";

/** C#, for the official client and the community's; what a file declares and uses tells whose a method is. */
export const CSHARP = ruleSet<CSharpNames | undefined>({
  languages: ["csharp"],
  bind: bindCSharp,
  rules: [
    OLD_CLIENT,
    ENVIRONMENT,
    OLD_CREATE_INDEX,
    OLD_LIST_ANSWER,
    OLD_DESCRIBE_ANSWER,
    STATS_BY_FILTER,
    DELETE_BY_FILTER,
    POD_ONLY_ARGUMENT,
    CREATE_FROM_COLLECTION,
    NAMES_THE_INDEX,
    WRITE_TO_CAPTURE,
  ],
});
