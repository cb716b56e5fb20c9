import type { Step } from "./finding";

/** The steps in the order in which they are gone through, as headings. */
export const STEP_TITLES: Readonly<Record<Step, string>> = {
  "update-sdk": "Update SDKs",
  "adapt-code": "Adapt existing code",
  capture: "Capture writes",
  repoint: "Point clients to the serverless index",
  infrastructure: "Infrastructure code",
};

export const STEPS = Object.keys(STEP_TITLES) as readonly Step[];
