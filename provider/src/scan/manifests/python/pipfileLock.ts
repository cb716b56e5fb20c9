import { pipSdk } from "../sdk";
import { jsonTree, propertiesOf, propertyOf, textOf } from "../text/json";
import { named } from "../text/names";
import { spanAt } from "../text/place";
import { manifestReader } from "../text/reader";
import { PEP440 } from "../versions/pep440";

export const PIPFILE_LOCK = manifestReader("Pipfile.lock", named("Pipfile.lock"), function* (text) {
  const categories = propertiesOf(jsonTree(text)).filter(({ key }) => key.value !== "_meta");
  for (const { key, value } of categories.flatMap((each) => propertiesOf(each.value))) {
    const sdk = pipSdk(key.value);
    const version = textOf(propertyOf(value, "version"));
    // A plugin in a lockfile comes with the SDK that needs it, and goes with it.
    if (sdk?.old === undefined || version === undefined) continue;
    const span = spanAt(text, version.start, version.end);
    yield { sdk, dialect: PEP440, name: key.value, range: version.value, span, remake: "`pipenv lock`" };
  }
});
