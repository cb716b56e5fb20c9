/** Statuses in 4xx that don't say that nothing was done: about a request that took too long, or whose sender had gone. */
const UNSURE = new Set([408, 499]);

/** Whether a 4xx leaves open what became of the request. */
export function isUnsure(status: number): boolean {
  return UNSURE.has(status);
}

/** Whether an HTTP status says that the request surely had no effect and never will. */
export function hadNoEffect(status: number): boolean {
  return status >= 400 && status < 500 && !isUnsure(status);
}
