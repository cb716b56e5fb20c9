// A worker of mocha is told to exit, and sent SIGTERM if it hasn't after a second (workerpool's workerTerminateTimeout). What
// was covered is written on exit, and on a busy machine takes longer than that: cut off, a worker's whole coverage is lost.
if (process.env.MOCHA_WORKER_ID !== undefined && process.env.NODE_V8_COVERAGE !== undefined) {
  process.on("SIGTERM", () => undefined);
}

export {};
