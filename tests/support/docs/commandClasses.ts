/**
 * How each command of the docs that is a program's own is run: by a test, named; or by none, and why. Every `podshift`
 * command of README and docs stands here, as its page has it. "here": tests/integration/docs/podshiftCommands.test.ts
 */
const GUIDE = "tests/integration/scan/guide.test.ts";
const STRANGER = "tests/e2e/getting-started-works-for-a-stranger/gettingStarted.test.ts";
const SPREAD = "tests/integration/provider/spreadInProcess.test.ts";
/** The Spark job, which runs these with further flags: `npm run test:spark` runs the job. */
const JOB = "provider/spark/podshift_spark";
const LOG = "tests/unit/cli/log/log.test.ts";

export const HERE = "tests/integration/docs/podshiftCommands.test.ts";

/** The test that runs it, by the command. */
export const RUN_BY: Readonly<Record<string, string | readonly string[]>> = {
  "podshift assess": HERE,
  "podshift assess --json": HERE,
  "podshift assess docs": HERE,
  "podshift assess --config stacks/Pulumi.prod.yaml": HERE,
  "podshift assess --config stacks/Pulumi.prod.yaml --json": HERE,
  "podshift assess --config Pulumi.prod.yaml": STRANGER,
  "podshift assess --config Pulumi.prod.yaml --json": STRANGER,
  "podshift init": "tests/unit/cli/init/questions.test.ts",
  "podshift init --stack prod": "tests/e2e/a-new-project-from-the-template",
  "podshift init --pod-index docs --region us-east-1 --write-log file:///srv/podshift/docs --stack prod --write":
    STRANGER,
  "podshift init --pod-index docs --region us-east-1 --writes mirrored --write-log file:///srv/podshift/docs --stack prod --write --yes":
    HERE,
  "podshift status file:///srv/podshift/docs": HERE,
  "podshift status $LOG": HERE,
  "podshift log check $LOG": HERE,
  "podshift log check file:///srv/podshift/docs --json": HERE,
  "podshift log print file:///srv/podshift/docs --from w:n --writer w --limit n --json": HERE,
  "podshift log purge file:///srv/podshift/docs --yes --json": LOG,
  "podshift catch-up file:///srv/podshift/docs --follow": "tests/integration/provider/cli.test.ts",
  "podshift verify docs docs-serverless --paused": HERE,
  "podshift verify docs docs-serverless --paused --content 2000": HERE,
  "podshift verify docs docs-serverless --paused --ids ids.txt": HERE,
  "podshift verify docs docs-serverless --paused --rate 1000": HERE,
  "podshift verify --log file:///srv/podshift/docs": HERE,
  "podshift verify --repair .podshift/verify/docs.json --paused": HERE,
  "podshift verify --repair .podshift/verify/docs.json --paused --apply --ids ids.txt": HERE,
  "podshift scan": HERE,
  "podshift scan --json": HERE,
  "podshift scan services jobs/sync.py": HERE,
  "podshift scan --fix": HERE,
  "podshift scan --fix --write": HERE,
  "podshift scan --write-baseline .podshift-baseline.json": HERE,
  "podshift scan --baseline .podshift-baseline.json": HERE,
  "podshift scan --baseline .podshift-baseline.json --fail-on error --sarif": HERE,
  "podshift scan service": GUIDE,
  "podshift scan service --fix": GUIDE,
  "podshift proxy --log file:///srv/podshift/docs --listen 127.0.0.1:5081": HERE,
  "podshift proxy --log file:///srv/podshift/docs --listen 127.0.0.1:5081 --admin 127.0.0.1:9081": HERE,
  "podshift report --assessment assess.json --state state.json --log file:///srv/podshift/docs": HERE,
  "podshift review --preview preview.json --assessment assess.json": HERE,
  "podshift review --preview preview.json --assessment assess.json --out comment.md": STRANGER,
  "podshift review --preview preview.json --record reviewed.json --out comment.md": HERE,
  "podshift review --preview now.json --check-unchanged reviewed.json": HERE,
  "podshift review --preview preview.json --assessment assess.json --scan scan.json --stack prod --post":
    "tests/unit/cli/review.test.ts",
  "podshift spread lead --log URL --parts 64 --import-integration ID": [SPREAD, JOB],
  "podshift spread apply --log URL --job ID --run ID --range R --part K --of N --share 0.25": [SPREAD, JOB],
  "podshift spread decode --log URL --watermark T --inventory --namespaces --after STAMP --before STAMP":
    "tests/unit/cli/spread/decode.test.ts",
  "podshift spread fold --log URL --watermark T --whole": SPREAD,
  "podshift spread digest": SPREAD,
};

/** Programs of the machine's: what is known of them without running them, and why they aren't run. */
export const OF_THE_MACHINE: Readonly<Record<string, string>> = {
  cp: "the shell's; the path that it names is there",
  cd: "the shell's",
  export: "the shell's",
  printenv: "the shell's",
  cat: "the shell's",
  mkdir: "the shell's",
  tar: "the shell's",
  zip: "the shell's",
  find: "the system's; its line is run by tests/e2e/killed-up-is-gone-on-with/killed.test.ts",
  for: "the shell's",
  done: "the shell's",
  "[": "the shell's",
  ".": "the shell's",
  curl: "asks the real service, or a proxy that runs: tests/integration/proxy/admin.test.ts asks /readyz",
  useradd: "makes a user, as root",
  usermod: "changes a user, as root",
  install: "writes below /etc, as root; the unit file is read by tests/unit/deploy/systemdUnit.test.ts",
  systemctl: "needs systemd; the unit file is read by tests/unit/deploy/systemdUnit.test.ts",
  docker: "needs a container engine; the file is read by tests/unit/deploy/dockerfile.test.ts",
  aws: "needs an account at AWS",
  python3: "needs Python; the job is run by npm run test:spark",
  pip: "needs Python; the job is run by npm run test:spark",
  "spark-submit": "needs Spark; the job is run by npm run test:spark",
};
