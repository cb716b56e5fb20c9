import assert from "node:assert/strict";
import { isEmptyFilter } from "../../../provider/src/writeLog/emptyFilter";

describe("a filter", () => {
  const empty = [
    ...["{}", '{"k":{}}', '{"k":{},"l":{}}', '{"$and":[]}', '{"$or":[]}', '{"$and":[{}]}', '{"$and":[{"k":{}},{}]}'],
    ...['{"$or":[{"k":1},{}]}', '{"$and":[{"$or":[{}]}]}'],
  ];
  for (const text of empty) it(`without a condition: ${text}`, () => assert.ok(isEmptyFilter(JSON.parse(text))));

  const some = [
    ...['{"k":1}', '{"k":null}', '{"k":[]}', '{"k":{"$in":[]}}', '{"k":{},"l":1}', '{"$and":[{},{"k":1}]}'],
    ...['{"$or":[{"k":1},{"l":1}]}', '{"$and":{}}', '{"$or":1}', '{"$not":[]}', "[]", "null"],
  ];
  for (const text of some)
    it(`with one, or of another form: ${text}`, () => assert.ok(!isEmptyFilter(JSON.parse(text))));
});
