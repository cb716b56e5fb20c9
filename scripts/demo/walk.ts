import { readFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "./loadRecords";
import {
  askAll,
  type ComparedAnswer,
  compareAnswers,
  type Match,
  QUESTIONS,
  type Question,
  queryFor,
} from "./questions";
import { POD_INDEX, type Scene } from "./scene";
import { readOutput, setPhase } from "./stack";
import { type Phase, WALK } from "./stackFile";
import { STEP_TEXTS } from "./story";
import { seconds, table } from "./terminal";

/** Something is not as the demo claims: told to the reader without a stack. */
export class DemoFailed extends Error {}

/** Takes the stack through every phase, asking the same questions before and after. */
export async function walk(scene: Scene): Promise<void> {
  const before = await ask(scene, scene.podHost);
  scene.terminal.line(
    `\nBefore the first step the pod index is asked ${QUESTIONS.length} questions (which words are nearest to a word?); they are asked again.`,
  );
  for (const [at, phase] of WALK.entries()) {
    await step(scene, phase, at + 1);
    if (phase === "cutover") await askAgain(scene, before);
  }
  await askOnceMore(scene, before);
  await showWhatIsLeft(scene);
  showParityReport(scene);
  showTimings(scene);
}

async function step({ terminal, folder, pulumi, timings }: Scene, phase: Phase, number: number): Promise<void> {
  const { title, meaning } = STEP_TEXTS[phase];
  terminal.heading(`Step ${number} of ${WALK.length}: ${title}`);
  terminal.line(`${meaning}\n`);
  const { before, after } = setPhase(folder, phase);
  terminal.line("stacks/Pulumi.demo.yaml");
  if (before !== after) terminal.line(terminal.paint("red", `-${before}`));
  terminal.line(before === after ? ` ${after}` : terminal.paint("green", `+${after}`));
  terminal.line();
  const began = Date.now();
  await pulumi.show("preview");
  const previewed = Date.now();
  terminal.line();
  await pulumi.show("up");
  const done = Date.now();
  const timing = { what: phase, preview: previewed - began, took: done - previewed };
  timings.push(timing);
  terminal.line(terminal.paint("dim", `preview ${seconds(timing.preview)}, up ${seconds(timing.took)}`));
}

async function ask({ emulator, vectors }: Scene, host: string): Promise<Match[][]> {
  const index = connect(emulator).index({ host });
  const one = async (question: Question): Promise<Match[]> => {
    const query = queryFor(question, vectors.values(vectors.words.indexOf(question.word)));
    const { matches } = await index.namespace(question.namespace).query({ ...query, includeMetadata: true });
    return matches.map(({ id, score, metadata }) => ({ id, score: score ?? 0, word: String(metadata?.word) }));
  };
  return askAll(one);
}

async function askAgain(scene: Scene, before: readonly Match[][]): Promise<void> {
  const { terminal } = scene;
  const { index, answers } = await answersNow(scene, before);
  terminal.heading("The same questions before and after: the words nearest to a word");
  const heading = ["question", `before: ${POD_INDEX}`, `after: ${index}`, ""];
  for (const line of table([heading, ...answers.map(answerRow)])) terminal.line(`  ${line}`);
  requireSame(answers);
  const verdict = `All ${answers.length} answers are the same: ten words each with their scores, of which three are shown.`;
  terminal.line(terminal.paint("green", verdict));
}

async function askOnceMore(scene: Scene, before: readonly Match[][]): Promise<void> {
  const { index, answers } = await answersNow(scene, before);
  requireSame(answers);
  const verdict = `Asked once more, ${index} gives all ${answers.length} answers as before.`;
  scene.terminal.line(scene.terminal.paint("green", verdict));
}

/** Asks the index that the stack names as the active one, as an application would. */
async function answersNow(scene: Scene, before: readonly Match[][]) {
  const { active, index, host } = await readOutput(scene.pulumi, POD_INDEX);
  if (active !== "serverless") throw new DemoFailed(`The active index is ${index}, not the serverless one.`);
  return { index, answers: compareAnswers(before, await ask(scene, host)) };
}

function requireSame(answers: readonly ComparedAnswer[]): void {
  const different = answers.filter(({ same }) => !same);
  if (different.length === 0) return;
  const rows = different.map(({ question, before, after }) => `  ${question}: ${before} | ${after}`);
  throw new DemoFailed([`${different.length} of ${answers.length} answers are not the same:`, ...rows].join("\n"));
}

function answerRow({ question, before, after, same }: ComparedAnswer): string[] {
  return [question, before, after, same ? "✓ same" : "✗ different"];
}

async function showWhatIsLeft({ terminal, emulator }: Scene): Promise<void> {
  const pinecone = connect(emulator);
  const [{ indexes = [] }, { collections = [] }] = await Promise.all([
    pinecone.listIndexes(),
    pinecone.listCollections(),
  ]);
  const serverless = indexes.find(({ name }) => name === `${POD_INDEX}-serverless`);
  const collection = collections.find(({ name }) => name === `${POD_INDEX}-collection`);
  if (indexes.some(({ name }) => name === POD_INDEX)) throw new DemoFailed("The pod index is still there.");
  if (serverless === undefined || collection === undefined)
    throw new DemoFailed("The serverless index or the collection is gone.");
  const stats = await pinecone.index({ host: serverless.host }).describeIndexStats();
  terminal.heading("What is left");
  const rows = [
    [`pod index ${POD_INDEX}`, "gone"],
    [`collection ${collection.name}`, `${collection.status}, kept: the way back from here`],
    [
      `serverless index ${serverless.name}`,
      `${serverless.status.state}, serves ${(stats.totalRecordCount ?? 0).toLocaleString("en-US")} records`,
    ],
  ];
  for (const line of table(rows)) terminal.line(`  ${line}`);
}

function showParityReport({ terminal, folder }: Scene): void {
  terminal.heading("The parity report of the cutover");
  const report = readFileSync(join(folder.path, "reports", "parity", `${POD_INDEX}.txt`), "utf8");
  terminal.line(report.trimEnd().replace(/^/gm, "  "));
}

function showTimings({ terminal, timings }: Scene): void {
  terminal.heading("Time");
  const all = timings.reduce((sum, { preview = 0, took }) => sum + preview + took, 0);
  const rows = timings.map(({ what, preview, took }) => [
    what,
    preview === undefined ? "" : seconds(preview),
    seconds(took),
  ]);
  for (const line of table([["", "preview", "up"], ...rows, ["together", "", seconds(all)]]))
    terminal.line(`  ${line}`);
  terminal.line();
}
