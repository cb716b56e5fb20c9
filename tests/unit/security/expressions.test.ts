import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { attackOn, expressionsIn } from "../../support/security/regexAttack";

const ROOT = join(__dirname, "../../..");

function expressions(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const folder of ["provider/src", "emulator/src", "policy/src"]) {
    for (const file of readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })) {
      if (!file.endsWith(".ts")) continue;
      for (const { line, literal } of expressionsIn(file, readFileSync(join(ROOT, folder, file), "utf8"))) {
        found.set(literal, [...(found.get(literal) ?? []), `${folder}/${file}:${line}`]);
      }
    }
  }
  return found;
}

/**
 * Those that take the square of their text's length, and why they may: the text is short, or of whoever runs the command.
 * None may take longer than that.
 */
const FOR_SHORT_TEXTS = new Set([
  // Addresses that the user or the environment names; hosts of the control record.
  "/\\/+$/",
  "/(?<=.)\\/+$/",
  "/(?<=\\/\\/).*(@|%40)/is",
  // The project of whoever runs `podshift init`, and the name that they type.
  "/-+$/",
  "/(?:\\r?\\n[ \\t]*| *)$/",
  "/[ \\t]+(\\r?)$/",
  "/^\\s*export\\s*(=|default\\b)|\\bas\\s+default\\b/m",
  // A header of GitHub's: Node takes 16 kB of headers.
  '/<([^>]+)>;\\s*rel="next"/',
  // One line that the command prints to a terminal.
  "/ *[^ ]+/g",
]);

describe("our regular expressions", () => {
  it("are found out when they take too long", () => {
    for (const slow of ["/(a+)+$/", "/^(?:a|aa)+$/", "/a*a*a*!/", "/\\s+$/", "/(.*),(.*),(.*),x/"]) {
      assert.notEqual(attackOn(slow), undefined, slow);
    }
    for (const fast of ["/^a+$/", '/[\\]{}]|"(?:[^"\\\\]|\\\\[\\s\\S])*"?/g'])
      assert.equal(attackOn(fast), undefined, fast);
  });

  it("answer soon, whatever text they are given", function () {
    this.timeout(300_000);
    const all = expressions();
    assert.ok(all.size > 100);
    const slow = [...all].flatMap(([literal, places]) => {
      const attack = FOR_SHORT_TEXTS.has(literal) ? undefined : attackOn(literal);
      return attack === undefined ? [] : [`${places.join(" ")} ${literal}: ${attack}`];
    });
    assert.deepEqual(slow, []);
  });
});
