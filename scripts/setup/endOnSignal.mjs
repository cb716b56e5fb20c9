/** Lets a signal end the process by way of its exit handlers, which end its children. */
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(130));
