// podshift as a cluster may run it: `node badLuck.mjs FOLDER MAIN spread ...`. Of each range the first task of part 0 is killed
// when it has read half, and every task of part 1 runs twice at once, as with speculation. FOLDER is told what happened.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";

const [, , folder, main, ...args] = process.argv;
const of = (name) => args[args.indexOf(name) + 1];
const place = `${of("--range")}-${of("--part")}`;
const isApply = args[1] === "apply";
const killed = join(folder, `killed-${place}`);

if (isApply && of("--part") === "0" && !existsSync(killed)) await killHalfway();
else if (isApply && of("--part") === "1") await runTwice();
else await runOnce();

async function killHalfway() {
  const lines = (await text(process.stdin)).split("\n");
  const half = lines.slice(0, Math.max(1, Math.floor(lines.length / 2)));
  const child = start(["pipe", "ignore", "inherit"]);
  child.stdin.write(half.map((line) => `${line}\n`).join(""));
  // Long enough for it to have sent some of it.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const isAlive = child.exitCode === null;
  child.kill("SIGKILL");
  await once(child, "close");
  writeFileSync(killed, isAlive ? "alive" : "ended");
  process.exitCode = 137;
}

async function runTwice() {
  const input = await text(process.stdin);
  const children = [start(["pipe", "pipe", "inherit"]), start(["pipe", "pipe", "inherit"])];
  const ended = children.map(async (child) => {
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
    const [out, [code]] = await Promise.all([text(child.stdout), once(child, "close")]);
    return { code, out };
  });
  const [one, other] = await Promise.all(ended);
  writeFileSync(join(folder, `twice-${place}`), JSON.stringify([one, other]));
  process.stdout.write(one.out);
  process.exitCode = one.code;
}

async function runOnce() {
  const child = start("inherit");
  for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => child.kill(signal));
  const [code, signal] = await once(child, "close");
  process.exitCode = code ?? (signal === null ? 1 : 137);
}

function start(stdio) {
  return spawn(process.execPath, [main, ...args], { stdio });
}
