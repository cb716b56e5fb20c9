import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runCli } from "../../../provider/src/cli/program";
import { InlineStack } from "../../support/inlineStack";
import { PodIndexFixture } from "../../support/podIndexFixture";
import { pageOf } from "../../support/review/report/page";

describe("the report of a real stack", () => {
  let fixture: PodIndexFixture;
  let stack: InlineStack;

  before(async () => {
    fixture = await PodIndexFixture.start();
    stack = await InlineStack.of(fixture, { phase: "copy" });
    await stack.reach("cutover");
  });

  after(async () => {
    stack?.dispose();
    await fixture?.stop();
  });

  it("is made of what `pulumi stack export` and `pulumi up` leave behind", async () => {
    const [state, out] = [join(stack.folder, "state.json"), join(stack.folder, "report.html")];
    await writeFile(state, (await stack.run("stack", "export")).output);
    const printed: string[] = [];
    const io = {
      out: (line: string) => void printed.push(line),
      err: (line: string) => void printed.push(line),
      isTerminal: false,
      env: {},
      signal: new AbortController().signal,
    };
    const args = ["report", "--state", state, "--reports", join(stack.folder, ".podshift"), "--out", out];
    assert.equal(await runCli(args, io, () => undefined), 0, printed.join("\n"));
    assert.match(printed.join("\n"), /^docs {3}On serverless\n/);
    const page = pageOf(await readFile(out, "utf8"));
    const happened = [...page.querySelectorAll(".timeline .what")].map(({ textContent }) => textContent);
    for (const title of [
      "Pod index adopted",
      "Collection ready",
      "Parity check finished",
      "Traffic switched to serverless",
    ]) {
      assert.ok(happened.includes(title), `${title} is not in ${happened.join(", ")}`);
    }
    const times = [...page.querySelectorAll(".timeline time")].map((each) =>
      Date.parse(each.getAttribute("datetime") ?? ""),
    );
    assert.ok(
      times.every((at) => Math.abs(Date.now() - at) < 600_000),
      "every time is of this run",
    );
    const missing = [...page.querySelectorAll(".missing")].map(({ textContent }) => textContent ?? "");
    assert.ok(
      missing.some((text) => text.includes("Writes are paused")),
      missing.join("\n"),
    );
  });
});
