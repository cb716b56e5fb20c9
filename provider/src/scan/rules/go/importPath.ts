import { TARGETS } from "../../manifests/targets";
import type { CodeRule } from "../../rule";
import { replaceNode } from "../../span";
import { found } from "../typed/calls";
import type { GoNames } from "./names";

const TARGET = `${TARGETS.go.name}/pinecone`;

/** The major that the fixes write for. */
const TARGET_MAJOR = Number(TARGETS.go.version.slice(1).split(".")[0]);

export const IMPORT_PATH: CodeRule<GoNames | undefined> = {
  id: "go/import-path",
  level: "warning",
  step: "update-sdk",
  title: "Import path of an older major",
  help:
    "A Go module's path names its major from 2.0.0 on, so that go.mod and every import change together. 4.1.2 is the first " +
    `version that creates a serverless index from a collection; \`--fix\` writes \`${TARGET}\`. Source: go-pinecone's tags.`,
  *find(_file, names) {
    if (names === undefined || names.major >= TARGET_MAJOR) return;
    const quote = names.path.text().slice(0, 1);
    const message = `This imports go-pinecone ${names.major === 0 ? "below 2" : names.major}, and go.mod has to have ${TARGETS.go.version}`;
    yield found(names.path, message, `Import \`${TARGET}\``, [replaceNode(names.path, `${quote}${TARGET}${quote}`)]);
  },
};
