import assert from "node:assert/strict";
import fc from "fast-check";
import { parseAssessments } from "../../../../provider/src/review/comment/assessments";
import { failureComment } from "../../../../provider/src/review/comment/failureComment";
import { fitted } from "../../../../provider/src/review/comment/fit";
import { Markdown, md } from "../../../../provider/src/review/comment/markdown";
import { markerOf } from "../../../../provider/src/review/comment/marker";
import { parsePreview } from "../../../../provider/src/review/comment/preview";
import { renderReview } from "../../../../provider/src/review/comment/render";
import { reviewOf } from "../../../../provider/src/review/comment/review";
import { KINDS, token } from "../../../../provider/src/tokens";
import { assessmentOf, printed } from "../../../support/review/assessments";
import { assertWellFormed } from "../../../support/review/commentShape";

const NOW = Date.parse("2026-11-23T10:00:00.000Z");

const nasty = fc.constantFrom(
  ...[
    "<script>alert(1)</script>",
    "a|b|c",
    "`x`",
    "``` \n```",
    "@everyone",
    "#12",
    "[a](http://b)",
    "**b**",
    "\n\n# h",
  ],
  ...[
    "--> <!--",
    "</details>",
    "<!-- podshift:review stack=prod -->",
    "\u202Etxt",
    "$a$ $b$",
    "\\|",
    "&lt;",
    "- a",
    "1. a",
  ],
  ...["https://evil.test/x", "www.evil.test", "GH-12", "a@b.test"],
  ...["\u0000\u0007", "x".repeat(900), "😀", "\ud800", "~~~", "| --- |", "![i](j)", "===", "> q"],
);
const anything = fc.oneof(nasty, fc.string({ maxLength: 20 }), fc.constant("docs"));
const words = fc.array(anything, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(" "));

const phase = fc.constantFrom("assess", "capture", "copy", "cutover", "retire", "<b>");
const operation = fc.constantFrom("same", "create", "update", "replace", "delete", "import", "create-replacement");
const proof = fc.record({
  clean: fc.boolean(),
  content: fc.oneof(fc.constant("all"), anything),
  finishedAt: fc.oneof(fc.constant("2026-11-20T09:00:00.000Z"), anything),
  digests: fc.constant({ "": { records: 3, sum: "00" } }),
});

const properties = (podIndex: string) =>
  fc.record(
    {
      ...{ phase, podIndex: fc.constant(podIndex), name: fc.constant(podIndex), source: fc.constant(podIndex) },
      serverlessIndex: words,
      active: fc.constantFrom("pod", "serverless"),
      status: fc.constantFrom("Ready", "<i>"),
      ...{ clean: fc.boolean(), verdict: words, proof, __parity: proof },
      writes: fc.constantFrom("mirrored", "deferred", "paused"),
      ...{ url: words, switchedAt: words, caughtUpAt: words, [`${"k"}|`]: words },
      findings: fc.array(words, { maxLength: 3 }),
      spec: fc.constantFrom({ pod: {} }, { serverless: {} }),
    },
    { requiredKeys: ["podIndex", "name", "source"] },
  );

const step = words.chain((podIndex) =>
  fc
    .record({
      op: operation,
      type: fc.oneof(
        fc.constantFrom(...KINDS.map(token)),
        fc.constantFrom("pinecone:index:PineconeIndex", "aws:s3:Bucket", "<x>"),
      ),
      before: properties(podIndex),
      after: properties(podIndex),
      retain: fc.boolean(),
    })
    .map(({ op, type, before, after, retain }) => {
      const urn = `urn:pulumi:test::p::${type}::${podIndex}`;
      return {
        op,
        urn,
        ...(op === "create"
          ? {}
          : { oldState: { urn, type, inputs: before, outputs: before, retainOnDelete: retain } }),
        ...(op === "delete" ? {} : { newState: { urn, type, inputs: after } }),
      };
    }),
);

const diagnostic = fc.record({ urn: words, message: words, severity: fc.constantFrom("info", "warning", "error") });

describe("a comment of hostile names", () => {
  it("is well-formed, short enough and inert, whatever a preview and an assessment hold", () => {
    const preview = fc.record({
      steps: fc.array(step, { minLength: 1, maxLength: 40 }),
      diagnostics: fc.array(diagnostic, { maxLength: 10 }),
    });
    fc.assert(
      fc.property(preview, words, words, (planned, stack, fact) => {
        const read = parsePreview(JSON.stringify(planned), "preview.json");
        const first = planned.steps[0];
        const podIndex = String((first?.newState ?? first?.oldState)?.inputs.name);
        const found = { code: fact as never, severity: "blocker", fact, remedy: fact, link: fact } as const;
        const steps = [{ phase: "copy", does: fact, undo: fact, minutes: { low: 1, high: 2, how: fact } }] as const;
        const json = printed(assessmentOf({ podIndex, findings: [found], steps }));
        const comment = renderReview(reviewOf(read, parseAssessments(json, "assess.json"), { now: NOW, stack }));
        assertWellFormed(comment);
        assert.ok(comment.startsWith(`${markerOf(stack)}\n`));
      }),
      { numRuns: 150 },
    );
  });

  it("is cut by section and says so, when there is more than GitHub takes", () => {
    const many = Array.from({ length: 120 }, (_, at) => {
      const urn = `urn:pulumi:test::p::${token("Preflight")}::index-${at}`;
      const inputs = { podIndex: `index-${at}`, phase: "assess", serverlessIndex: "s", findings: ["API_SUNSET"] };
      return { op: "create", urn, newState: { urn, type: token("Preflight"), inputs } };
    });
    const diagnostics = many.map(({ urn }) => ({ urn, severity: "info", message: "word ".repeat(400) }));
    const read = parsePreview(JSON.stringify({ steps: many, diagnostics }), "preview.json");
    const comment = renderReview(reviewOf(read, [], { now: NOW }));
    assertWellFormed(comment);
    assert.ok(comment.length > 50_000, "what fits is kept");
    assert.match(comment, /Too long for a comment/);
    const whole = comment.split("word ".repeat(400).trimEnd()).length - 1;
    assert.equal(comment.split("word ").length - 1 - whole * 399, 0, "no message is cut in its middle");
    assert.match(comment.split("\n")[2] ?? "", /^### /);
  });

  for (const sign of ["@", "\u{1f600}"]) {
    it(`has its verdict, and keeps to GitHub's limit, with names of ${sign}, many times as long once escaped`, () => {
      const step = (type: string, name: string) => {
        const urn = `urn:pulumi:test::p::${type}::${name}`;
        return { op: "delete", urn, oldState: { urn, type, inputs: { name, spec: { pod: {} } } } };
      };
      const steps = Array.from({ length: 100 }, (_, at) =>
        step(at < 40 ? token("PodIndex") : "pinecone:index:PineconeIndex", `${at}${sign.repeat(600)}`),
      );
      const read = parsePreview(JSON.stringify({ steps }), "preview.json");
      const comment = renderReview(reviewOf(read, [], { now: NOW }));
      assertWellFormed(comment);
      assert.match(comment.split("\n")[2] ?? "", /^### ⛔ stack test/);
      assert.match(comment, /Too long for a comment:\*\* \d+ sections left out whole/);
    });
  }

  it("keeps to GitHub's limit in the line that says what was left out, too", () => {
    const long = { rank: 1, body: new Markdown("x".repeat(64_000)) };
    const out = Array.from({ length: 9 }, (_, at) => ({ ...long, title: `${at}${"@".repeat(60)}` }));
    const kept = { title: "kept", rank: 0, body: new Markdown("y".repeat(63_300)) };
    const comment = fitted(markerOf("s"), [kept, ...out], md`foot`);
    assert.ok(comment.length <= 64_000, `${comment.length}`);
    assert.match(comment.split("\n\n").at(-2) ?? "", /9 sections left out whole: 9 more\. /);
    const some = fitted(
      markerOf("s"),
      [kept, ...out.map((each, at) => ({ ...each, title: `gates of ${at}` }))],
      md`foot`,
    );
    assert.match(some, /9 sections left out whole: gates of 0, .*gates of 7, 1 more\. /);
  });

  it("of a review that failed is well-formed too", () => {
    fc.assert(
      fc.property(words, words, (stack, message) => {
        const comment = failureComment(stack, message);
        assertWellFormed(comment);
        assert.ok(comment.startsWith(`${markerOf(stack)}\n`));
      }),
    );
    assertWellFormed(failureComment("s", "x".repeat(100_000)));
  });
});
