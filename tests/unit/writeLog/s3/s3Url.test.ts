import assert from "node:assert/strict";
import { GATHER_MS, readS3Url } from "../../../../provider/src/writeLog/s3/s3Url";

describe("the URL of a log on S3", () => {
  const good: ReadonlyArray<readonly [url: string, place: object]> = [
    ["s3://bucket", { bucket: "bucket", prefix: "", gatherMs: GATHER_MS }],
    ["s3://bucket/", { bucket: "bucket", prefix: "", gatherMs: GATHER_MS }],
    ["s3://my.bucket-1/a/b%20c/", { bucket: "my.bucket-1", prefix: "a/b c", gatherMs: GATHER_MS }],
    ["s3://bucket/a?region=eu-west-1", { bucket: "bucket", prefix: "a", region: "eu-west-1", gatherMs: GATHER_MS }],
    [
      "s3://bucket/a?endpoint=http://127.0.0.1:9000/&gather=0",
      { bucket: "bucket", prefix: "a", endpoint: "http://127.0.0.1:9000", gatherMs: 0 },
    ],
  ];
  for (const [url, place] of good) it(`reads ${url}`, () => assert.deepEqual(readS3Url(url), place));

  const bad: ReadonlyArray<readonly [url: string, ...problems: RegExp[]]> = [
    ["s3://", /no bucket/],
    ["s3://ab/x", /no bucket/],
    ["s3://Bucket/x", /no bucket/],
    ["s3://bucket:9000/x", /port/],
    ["s3://bucket/a//b", /empty part/],
    ["s3://bucket/%E0%A4%A", /can't be read/],
    ["s3://bucket/a#b", /behind `#`/],
    ["s3://id:key@bucket/a", /credentials/],
    ["s3://bucket/a?accessKeyId=x", /`accessKeyId` is no option/],
    ["s3://bucket/a?region=a&region=b", /twice/],
    ["s3://bucket/a?region=", /names no region/],
    ["s3://bucket/a?endpoint=127.0.0.1:9000", /http:\/\//],
    ["s3://bucket/a?endpoint=http://u:p@host", /credentials/],
    ["s3://bucket/a?endpoint=http://host/bucket", /more than a server/],
    ["s3://bucket/a?gather=501", /`gather`/],
    ["s3://bucket/a?gather=-1", /`gather`/],
    ["s3://B:1/a//b?x=1&gather=y", /no bucket/, /port/, /empty part/, /`x`/, /`gather`/],
  ];
  for (const [url, ...problems] of bad) {
    it(`refuses ${url}`, () => {
      const found = readS3Url(url);
      assert.ok(Array.isArray(found));
      assert.equal(found.length, problems.length, found.join("; "));
      for (const [at, problem] of problems.entries()) assert.match(String(found[at]), problem);
    });
  }
});
