import assert from "node:assert/strict";
import { markerOf } from "../../../../provider/src/review/comment/marker";
import { type PullRequest, postComment } from "../../../../provider/src/review/comment/pullRequestComment";
import { GitHubStandIn } from "../../../support/review/githubStandIn";

const MARKER = markerOf("prod");
const BODY = `${MARKER}\n\n### 🟢 docs`;

// Against a stand-in of GitHub's API, made of its documentation.
describe("the comment on a pull request", () => {
  let github: GitHubStandIn;

  beforeEach(async () => {
    github = await new GitHubStandIn().start();
  });
  afterEach(() => github.stop());

  const place = (more: Partial<PullRequest> = {}): PullRequest => ({
    ...{ apiUrl: github.url, repository: "acme/search", number: 7, token: "ghs_stand-in" },
    ...more,
  });
  const post = (more: Partial<PullRequest> = {}) => postComment(place(more), MARKER, BODY, { fetch, retryMs: 1 });

  it("is made where there is none, beside others", async () => {
    github.add("a person's comment", "ann");
    github.add(`${markerOf("staging")}\n\nof another stack`);
    assert.deepEqual(await post(), {
      created: true,
      url: "https://github.test/acme/search/pull/7#issuecomment-3",
    });
    assert.equal(github.comments.length, 3);
    assert.equal(github.comments[2]?.body, BODY);
  });

  it("is edited where it stands, on a later page too", async () => {
    github.pageSize = 2;
    for (let at = 0; at < 5; at += 1) github.add(`comment ${at}`, "ann");
    const ours = github.add(`${MARKER}\n\nold`);
    assert.equal((await post()).created, false);
    assert.equal(ours.body, BODY);
    assert.equal(github.comments.length, 6);
  });

  it("is never one that somebody else wrote the marker into", async () => {
    const theirs = github.add(`${MARKER}\n\n### 🟢 all fine`, "mallory");
    assert.equal((await post()).created, true);
    assert.equal(theirs.body, `${MARKER}\n\n### 🟢 all fine`);
    assert.equal((await post()).created, false);
    assert.equal(github.comments.length, 2);
  });

  it("is the token's owner's own, when it is a person's token", async () => {
    github.login = "ann";
    github.add(`${MARKER}\n\nof the workflow`);
    const own = github.add(`${MARKER}\n\nold`, "ann");
    assert.equal((await post()).created, false);
    assert.equal(own.body, BODY);
  });

  it("is a person's own also when GitHub fails to say at first whose token it is", async () => {
    github.login = "ann";
    const workflows = github.add(`${MARKER}\n\nof the workflow`);
    const own = github.add(`${MARKER}\n\n### 🟢 old`, "ann");
    for (const fault of [{ status: 502 }, { status: 403, headers: { "retry-after": "0" } }]) {
      github.faults.push(undefined, fault);
      assert.equal((await post()).created, false);
    }
    assert.deepEqual([own.body, workflows.body], [BODY, `${MARKER}\n\nof the workflow`]);
    assert.equal(github.comments.length, 2);
  });

  it("is edited where GitHub's API is, whatever address an answer names for it", async () => {
    const user = { login: "github-actions[bot]", type: "Bot" };
    github.add(`${MARKER}\n\nold`);
    const comment = { id: 1, url: "http://127.0.0.1:9/steal", body: `${MARKER}\n\nold`, user };
    github.faults.push({ status: 200, body: JSON.stringify([comment]) });
    assert.equal((await post()).created, false);
    assert.equal(github.comments[0]?.body, BODY);
    assert.deepEqual(
      github.asked.map((each) => each.split(" ")[0]),
      ["GET", "GET", "PATCH"],
    );
  });

  it("is tried again when GitHub fails for a while", async () => {
    const limited = { status: 403, headers: { "x-ratelimit-remaining": "0" } };
    github.faults.push({ status: 502 }, { status: 429, headers: { "retry-after": "0" } }, limited);
    assert.equal((await post()).created, true);
    assert.equal(github.comments.length, 1);
  });

  it("is not made twice when the answer to making it is lost", async () => {
    github.faults.push(undefined, { status: 504, done: true });
    await post();
    assert.equal(github.comments.length, 1);
  });

  it("gives up, and says so, when GitHub goes on failing", async () => {
    for (let at = 0; at < 20; at += 1) github.faults.push({ status: 500 });
    await assert.rejects(post(), { code: "REVIEW_POST_FAILED", facts: { status: 500 } });
    assert.equal(github.asked.length, 5);
  });

  it("is refused at once when the token may not write", async () => {
    github.faults.push({ status: 403 });
    await assert.rejects(post(), { code: "REVIEW_POST_FAILED", facts: { status: 403 } });
    assert.equal(github.asked.length, 1);
    await assert.rejects(post({ token: "other" }), { code: "REVIEW_POST_FAILED", facts: { status: 401 } });
    await assert.rejects(post({ number: 8 }), { code: "REVIEW_POST_FAILED", facts: { status: 404 } });
  });

  it("is refused when an answer is not GitHub's", async () => {
    github.faults.push({ status: 200, body: '{"message":"hello"}' });
    await assert.rejects(post(), { code: "REVIEW_POST_FAILED" });
    github.faults.push({ status: 302, headers: { location: `${github.url}/elsewhere` } }, ...redirects(4));
    await assert.rejects(post(), { code: "REVIEW_POST_FAILED" });
    assert.ok(!github.asked.includes("GET /elsewhere"), "a token doesn't follow a redirect");
  });

  it("does not follow a next page to another place: the token stays here", async () => {
    const link = '<http://127.0.0.1:9/steal>; rel="next"';
    github.faults.push({ status: 200, body: "[]", headers: { link } });
    assert.equal((await post()).created, true);
  });

  it("fails when nobody listens", async () => {
    await assert.rejects(post({ apiUrl: "http://127.0.0.1:9" }), { code: "REVIEW_POST_FAILED" });
  });
});

function redirects(count: number) {
  return Array.from({ length: count }, () => ({ status: 302, headers: { location: "/elsewhere" } }));
}
