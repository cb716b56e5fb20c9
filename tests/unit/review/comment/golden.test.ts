import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Assessment } from "../../../../provider/src/migration/assessment";
import { parseAssessments } from "../../../../provider/src/review/comment/assessments";
import { parsePreview } from "../../../../provider/src/review/comment/preview";
import { renderReview } from "../../../../provider/src/review/comment/render";
import { reviewOf } from "../../../../provider/src/review/comment/review";
import type { Level } from "../../../../provider/src/review/comment/verdict";
import { assessmentOf, blocked, costRises, printed } from "../../../support/review/assessments";

const NOW = Date.parse("2026-11-23T10:00:00.000Z");

interface Case {
  readonly golden: string;
  /** Recorded by tests/support/review/record.ts; `accident` is made by hand of the documented shape. */
  readonly fixture: string;
  readonly assessments?: readonly Assessment[];
  readonly level: Level;
}

const docs = [assessmentOf()];

const CASES: readonly Case[] = [
  { golden: "assess", fixture: "assess", assessments: docs, level: "look" },
  { golden: "capture", fixture: "capture", assessments: docs, level: "look" },
  { golden: "copy", fixture: "copy", assessments: docs, level: "look" },
  { golden: "cutover", fixture: "cutover", assessments: docs, level: "care" },
  { golden: "rollback", fixture: "rollback", assessments: docs, level: "care" },
  { golden: "retire", fixture: "retire", assessments: docs, level: "forGood" },
  { golden: "backToCapture", fixture: "backToCapture", assessments: docs, level: "care" },
  { golden: "notAssessed", fixture: "copy", level: "fine" },
  { golden: "unchanged", fixture: "unchanged", assessments: docs, level: "none" },
  { golden: "blocker", fixture: "blocker", assessments: docs, level: "blocked" },
  { golden: "blockerAssessed", fixture: "assess", assessments: [blocked], level: "blocked" },
  { golden: "forbiddenJump", fixture: "forbiddenJump", level: "blocked" },
  { golden: "costRise", fixture: "copy", assessments: [costRises], level: "look" },
  { golden: "difference", fixture: "difference", assessments: docs, level: "blocked" },
  { golden: "many", fixture: "many", assessments: docs, level: "forGood" },
  { golden: "removedInCutover", fixture: "removedInCutover", level: "blocked" },
  { golden: "accident", fixture: "accident", level: "blocked" },
];

describe("the pull-request comment", () => {
  for (const { golden, fixture, assessments = [], level } of CASES) {
    it(`reads as reviewed by a person: ${golden}`, () => {
      const preview = parsePreview(readFileSync(join(__dirname, "fixtures", `${fixture}.json`), "utf8"), fixture);
      const review = reviewOf(preview, parseAssessments(printed(...assessments), "assess.json"), { now: NOW });
      assert.equal(review.level, level);
      const file = join(__dirname, "golden", `${golden}.md`);
      const text = `${renderReview(review)}\n`;
      // UPDATE_GOLDEN=1 writes them anew: read the difference before it is committed.
      if (process.env.UPDATE_GOLDEN === "1") writeFileSync(file, text);
      assert.equal(text, readFileSync(file, "utf8"));
    });
  }
});
