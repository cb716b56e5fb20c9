import assert from "node:assert/strict";
import { TARGETS, type Target } from "../../../../../provider/src/scan/manifests/targets";
import type { Dialect } from "../../../../../provider/src/scan/manifests/versions/dialect";
import { compareDotted } from "../../../../../provider/src/scan/manifests/versions/dotted";
import { GO_MODULE } from "../../../../../provider/src/scan/manifests/versions/goModule";
import { sideOf } from "../../../../../provider/src/scan/manifests/versions/interval";
import { MAVEN } from "../../../../../provider/src/scan/manifests/versions/maven";
import { NPM } from "../../../../../provider/src/scan/manifests/versions/npm";
import { NUGET } from "../../../../../provider/src/scan/manifests/versions/nuget";
import { PEP440 } from "../../../../../provider/src/scan/manifests/versions/pep440";
import { POETRY } from "../../../../../provider/src/scan/manifests/versions/poetry";

/** A range, where it lies seen from the minimum (`?`: no versions), and what a fix makes of it. */
type Row = readonly [range: string, side: string, raised?: string];

function describeDialect(name: string, dialect: Dialect, target: Target, rows: readonly Row[]): void {
  describe(name, () => {
    for (const [range, side, raised] of rows) {
      it(`\`${range}\` lies ${side}${raised === undefined ? "" : `, and becomes \`${raised}\``}`, () => {
        const intervals = dialect.intervals(range);
        assert.equal(intervals ? sideOf(intervals, target.minimum, dialect.compare) : "?", side);
        if (raised === undefined) return;
        assert.equal(dialect.raised(range, target), raised);
        const after = dialect.intervals(raised);
        assert.equal(after && sideOf(after, target.minimum, dialect.compare), "from");
      });
    }
  });
}

describe("ranges of versions", () => {
  describeDialect("PEP 440, seen from 3.0.0", PEP440, TARGETS.python, [
    ["", "any", ">=7.3.0,<9"],
    ["==2.2.4", "below", "==7.3.0"],
    ["== 2.2.4", "below", "== 7.3.0"],
    ["===2.2.4", "below", "===7.3.0"],
    ["==2.*", "below", "==7.*"],
    ["~=2.2", "below", "~=7.3"],
    ["~=2.2.1", "below", "~=7.3.0"],
    ["<3", "below", ">=7.3.0,<9"],
    ["<=2.2.4", "below", ">=7.3.0,<9"],
    ["<=3.0.0", "both"],
    [">=2.2,<3", "below", ">=7.3.0,<9"],
    [">= 2.2, < 3", "below", ">= 7.3.0, < 9"],
    [">=2.2,<3.0", "below"],
    [">=2.2", "both", ">=7.3.0,<9"],
    [">2.2,!=2.2.3", "both", ">=7.3.0,<9"],
    [">=2.2.1,<4", "both", ">=7.3.0,<9"],
    ["!=2.2.3", "any"],
    ["==3.0.0.dev1", "below"],
    ["==3.0.0rc1", "below"],
    [">=3", "from"],
    [">=3.0.0,<8", "from"],
    ["==4.1.2", "from"],
    ["~=5.0", "from"],
    ["==7.3.0", "from"],
    ["nonsense", "?"],
    [">=", "?"],
    ["~=2", "?"],
  ]);
  describeDialect("Poetry, seen from 3.0.0", POETRY, TARGETS.python, [
    ["*", "any", ">=7.3.0,<9"],
    ["2.2.4", "below", "7.3.0"],
    ["^2.2.4", "below", "^7.3.0"],
    ["^2.2", "below", "^7.3"],
    ["^2", "below", "^7"],
    ["^0.8", "below", "^7.3"],
    ["~2.2", "below", "~7.3"],
    ["2.*", "below", "7.*"],
    [">=2.2,<3", "below", ">=7.3.0,<9"],
    ["==2.2.4", "below", "==7.3.0"],
    ["^2.2 || ^3.0", "both", ">=7.3.0,<9"],
    [">=2.2", "both", ">=7.3.0,<9"],
    ["^3.0", "from"],
    ["^0.0.3", "below"],
    ["git", "?"],
  ]);
  describeDialect("npm, seen from 2.0.0", NPM, TARGETS.node, [
    ["*", "any"],
    ["", "any"],
    ["1.1.2", "below", "6.1.4"],
    ["=1.1.2", "below", "=6.1.4"],
    ["v1.1.2", "below", "v6.1.4"],
    ["^1.1.0", "below", "^6.1.4"],
    ["^0.1.6", "below", "^6.1.4"],
    ["~1.1", "below", "~6.1"],
    ["1.x", "below", "6.x"],
    ["1", "below", "6"],
    ["1.1.x", "below", "6.1.x"],
    ["<2", "below", "^6.1.4"],
    [">=1.0.0 <2.0.0", "below", "^6.1.4"],
    ["0.1.6 - 1.1.2", "below", "^6.1.4"],
    ["^1.1.0 || ^2.0.0", "both", "^6.1.4"],
    [">=1", "both", "^6.1.4"],
    ["^2.0.0", "from"],
    [">2.0.0", "from"],
    ["6.1.4", "from"],
    ["2.0.0-rc.1", "below"],
    ["latest", "?"],
    ["workspace:*", "?"],
    ["github:pinecone-io/pinecone-ts-client", "?"],
    ["$other", "?"],
  ]);
  describeDialect("Maven and Gradle, seen from 1.0.0", MAVEN, TARGETS.java, [
    ["0.8.0", "below", "5.1.0"],
    ["0.8.0!!", "below", "5.1.0!!"],
    ["[0.7,1.0)", "below", "[5.1.0,6.0.0)"],
    ["(,1.0]", "both", "[5.1.0,6.0.0)"],
    ["(,0.8],[0.9,1.0)", "below", "[5.1.0,6.0.0)"],
    ["(,0.8],[2.0,)", "both", "[5.1.0,6.0.0)"],
    ["]0.7,1.0[", "below", "[5.1.0,6.0.0)"],
    ["[0.8.0]", "below"],
    ["[0.7,1.0[!!0.8.1", "below", "[5.1.0,6.0.0)"],
    ["0.+", "below", "5.+"],
    ["0.8.+", "below", "5.1.+"],
    ["+", "any"],
    ["latest.release", "any"],
    ["LATEST", "any"],
    ["1.0.0-rc1", "below"],
    ["1.0.0-SNAPSHOT", "below"],
    ["1.0", "from"],
    ["[1.0.0,2)", "from"],
    ["2.1.0", "from"],
    ["$version", "?"],
    ["[", "?"],
    ["[]", "?"],
    ["[1,2,3]", "?"],
  ]);
  describeDialect("NuGet, seen from 2.0.0", NUGET, TARGETS.dotnetCommunity, [
    ["1.4.0", "below", "2.1.1"],
    ["[1.4.0]", "below", "[2.1.1]"],
    ["[1.4.0, )", "both", "[2.1.1,3.0.0)"],
    ["[1.3,2.0)", "below", "[2.1.1,3.0.0)"],
    ["1.*", "below", "2.*"],
    ["1.*-*", "below", "2.*"],
    ["*", "any"],
    ["2.0.0-preview.1", "below"],
    ["2.0.0", "from"],
    ["3.0.0", "from"],
    ["$(V)", "?"],
  ]);
  describeDialect("Go, seen from 1.0.0", GO_MODULE, TARGETS.go, [
    ["v0.4.1", "below", "v4.1.4"],
    ["v0.4.2-0.20240510123456-0123456789ab", "below", "v4.1.4"],
    ["v1.0.0", "from"],
    ["v2.0.0+incompatible", "from"],
    ["latest", "?"],
  ]);

  it("compares numbers by value, and puts words before the release", () => {
    const order = ["0.9", "0.10", "1.0-alpha", "1.0.0-beta2", "1.0-beta10", "1.0-rc.1", "1.0.0", "1.0.1"];
    assert.deepEqual([...order].reverse().sort(compareDotted), order);
    for (const same of ["1", "1.0", "1.0.0", "1.0.0.Final", "1.0.0+build"])
      assert.equal(compareDotted(same, "1.0.0"), 0);
  });

  it("every target is at or above its minimum, and below what its fixes don't fit", () => {
    const dialects = { python: PEP440, node: NPM, java: MAVEN, go: GO_MODULE, dotnet: NUGET, dotnetCommunity: NUGET };
    for (const [language, target] of Object.entries(TARGETS)) {
      const intervals =
        dialects[language as keyof typeof dialects].intervals(
          language === "python" ? `==${target.version}` : target.version,
        ) ?? [];
      const { compare } = dialects[language as keyof typeof dialects];
      const plain = (version: string) => (language === "node" && version === "7" ? "7.0.0" : version);
      assert.equal(sideOf(intervals, target.minimum, compare), "from");
      assert.equal(sideOf(intervals, plain(target.below), compare), "below");
    }
  });
});
