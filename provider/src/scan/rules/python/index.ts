import { ruleSet } from "../../rule";
import { bindPython, type PythonBindings } from "./bindings";
import { createCollection } from "./createCollection";
import { createFromCollection } from "./createFromCollection";
import { createWithoutSpec } from "./createWithoutSpec";
import { deleteAll } from "./deleteAll";
import { deleteByFilter } from "./deleteByFilter";
import { environmentArgument } from "./environmentArgument";
import { environmentVariable } from "./environmentVariable";
import { exportsOf } from "./exports";
import { grpcImport } from "./grpcImport";
import { candidatesOf, importsOf } from "./imports";
import { moduleLevelCall } from "./moduleLevelCall";
import { movedName } from "./movedName";
import { namesTheIndex } from "./namesTheIndex";
import { oldClientInit } from "./oldClientInit";
import { oldDescribeAnswer } from "./oldDescribeAnswer";
import { oldFetchAnswer } from "./oldFetchAnswer";
import { oldListAnswer } from "./oldListAnswer";
import { oldQueryArguments } from "./oldQueryArguments";
import { podOnlyArgument } from "./podOnlyArgument";
import { removedFunction } from "./removedFunction";
import { removedName } from "./removedName";
import { statsByFilter } from "./statsByFilter";
import { wrappedIndex } from "./wrappedIndex";
import { writeToCapture } from "./writeToCapture";

export const PYTHON = ruleSet<PythonBindings>({
  languages: ["python"],
  bind: bindPython,
  exports: (_file, bindings, imported) => exportsOf(bindings, imported),
  imports: importsOf,
  candidates: candidatesOf,
  rules: [
    ...[
      oldClientInit,
      moduleLevelCall,
      removedFunction,
      removedName,
      movedName,
      grpcImport,
      environmentArgument,
      environmentVariable,
    ],
    ...[
      oldListAnswer,
      oldDescribeAnswer,
      oldFetchAnswer,
      oldQueryArguments,
      statsByFilter,
      createWithoutSpec,
      podOnlyArgument,
    ],
    ...[createFromCollection, createCollection, deleteByFilter, deleteAll, namesTheIndex, wrappedIndex, writeToCapture],
  ],
});
