import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** Operations that the log can't hold, by the names that the clients' programs give them (docs/proxy.md). */
const NOT_RECORDABLE = new Set(["create namespace", "upsert text", "start import", "cancel import"]);

/** Any other operation that is refused so has failed. */
export function isRefusedByDesign({ operation, error }) {
  return error?.includes("CAPTURE_UNSUPPORTED") === true && NOT_RECORDABLE.has(operation);
}

/** Starts tests/support/proxy/front.ts before a control plane; `end` answers what went through the proxies. */
export async function startFront(root, url) {
  const script = join(root, "tests", "support", "proxy", "front.ts");
  const front = spawn(process.execPath, ["-r", "ts-node/register/transpile-only", script, url], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface({ input: front.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`the front ended with ${front.exitCode ?? front.signalCode}`);
    return JSON.parse(value);
  };
  const { controlPlane } = await next();
  return {
    url: controlPlane,
    async end() {
      const ended = once(front, "exit");
      front.kill();
      const passed = await next();
      await ended;
      return passed;
    },
  };
}
