import { nugetSdk } from "../sdk";
import { jsonTree, propertiesOf, propertyOf, textOf } from "../text/json";
import { named } from "../text/names";
import { spanAt } from "../text/place";
import { manifestReader } from "../text/reader";
import { NUGET } from "../versions/nuget";

/** NuGet's packages.lock.json: packages by framework. */
export const PACKAGES_LOCK = manifestReader("packages.lock.json", named("packages.lock.json"), function* (text) {
  const frameworks = propertiesOf(propertyOf(jsonTree(text), "dependencies"));
  for (const { key, value } of frameworks.flatMap((each) => propertiesOf(each.value))) {
    const sdk = nugetSdk(key.value);
    const version = textOf(propertyOf(value, "resolved"));
    if (sdk === undefined || version === undefined) continue;
    const span = spanAt(text, version.start, version.end);
    const remake = "`dotnet restore --force-evaluate`";
    yield { sdk, dialect: NUGET, name: key.value, range: version.value, span, remake };
  }
});
