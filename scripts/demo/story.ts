import type { Phase } from "./stackFile";

/** What a step is called, and what it means to someone who has never seen Pulumi. */
export interface StepText {
  readonly title: string;
  readonly meaning: string;
}

export const STEP_TEXTS: Readonly<Record<Phase, StepText>> = {
  assess: {
    title: "assess: look, touch nothing",
    meaning:
      "The stack takes the pod index under its care and says what stands in the way of moving it. Nothing is changed.",
  },
  copy: {
    title: "copy: save the pod index, make the serverless index from it",
    meaning: "The pod index is saved as a collection, the serverless index is made from it, and both are compared.",
  },
  cutover: {
    title: "cutover: traffic moves to the serverless index",
    meaning:
      "Every record is compared once more, then the active index changes. The pod index stays, protected: `phase: copy` is the way back.",
  },
  retire: {
    title: "retire: the pod index is deleted",
    meaning:
      "The one step that can't be undone: it needs a clean comparison and no write to the pod index since. The collection is kept.",
  },
};

export const INTRODUCTION = [
  "Four steps, two to three minutes; nobody writes meanwhile. Ctrl-C ends it and cleans up.",
  "A stack file says in which phase a migration is. Each step changes one line of it.",
  "`pulumi preview` shows what that would do (what a pull request shows its reviewers); `pulumi up` does it.",
  "Marks: + is made, ~ is changed, - is deleted.",
];
