import { setMaxListeners } from "node:events";
import { createRequire } from "node:module";
import { connect } from "node:net";

/** Milliseconds between two looks whether the engine still listens. */
const LOOK_EVERY_MS = 500;

const controller = new AbortController();
// Each request under way listens to it: with eight on both sides of a comparison Node would take them for a leak.
setMaxListeners(0, controller.signal);

/** Aborted once the user asked to stop (one Ctrl-C), or once the engine is gone. */
export const stopSignal: AbortSignal = controller.signal;

/**
 * Hears of the engine's Cancel. A dynamic provider is never told: its host answers Cancel by itself. But the host reads
 * the request, an Empty, so its decoder is listened to. The one other request that is an Empty, GetPluginInfo, comes when
 * the engine starts the process, before there is a listener.
 * It must be the very module that @pulumi/pulumi loaded, hence the look-up from there.
 *
 * @returns false when the internals are not as expected; then Ctrl-C waits for the step under way to end, as ever.
 */
export function listenForCancel(onCancel: () => void = stop): boolean {
  try {
    const fromPulumi = createRequire(require.resolve("@pulumi/pulumi/package.json"));
    const { Empty } = fromPulumi("google-protobuf/google/protobuf/empty_pb.js") as EmptyModule;
    const decode = Empty.deserializeBinary;
    if (typeof decode !== "function") return false;
    Empty.deserializeBinary = (bytes) => {
      onCancel();
      return decode.call(Empty, bytes);
    };
    return true;
  } catch {
    return false;
  }
}

interface EmptyModule {
  readonly Empty: { deserializeBinary: (bytes: Uint8Array) => unknown };
}

/** Asks everything under way to stop at its next safe point. */
export function stop(): void {
  controller.abort();
}

/**
 * Watches the engine: after a `kill -9` of the CLI nobody ends this process, and it would go on working beside the next
 * `up`. Once the engine is gone everything under way is asked to stop, and the process ends when it has.
 */
export function watchEngine(
  address: string,
  idle: () => Promise<void>,
  exit: () => void = () => process.exit(1),
): void {
  const timer = setInterval(async () => {
    if (await listens(address)) return;
    clearInterval(timer);
    stop();
    await idle();
    exit();
  }, LOOK_EVERY_MS);
  timer.unref();
}

function listens(address: string): Promise<boolean> {
  const separator = address.lastIndexOf(":");
  return new Promise((resolve) => {
    const socket = connect({ host: address.slice(0, separator), port: Number(address.slice(separator + 1)) });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
