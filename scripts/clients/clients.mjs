import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../setup/run.mjs";

/**
 * The official clients, each pinned. `prepare` sets one up from its package registry in `folder`, once; `command` is what
 * walks the life of an index with it, given the control plane's URL as its next argument.
 */
export const CLIENTS = [
  { id: "node8", name: "Node 8.2", prepare: async () => {}, command: nodeCommand },
  { id: "go5", name: "Go 5.2", prepare: prepareGo("v5"), command: ({ folder }) => [join(folder, "life")] },
  { id: "go4", name: "Go 4.1", prepare: prepareGo("v4"), command: ({ folder }) => [join(folder, "life")] },
  { id: "java6", name: "Java 6.1", prepare: prepareJava, command: javaCommand },
  {
    id: "python10",
    name: "Python 10.2",
    prepare: preparePython("10.2.0"),
    command: ({ root, folder }) => [pythonIn(folder), join(root, "tests", "clients", "python", "life_schema.py")],
  },
  ...["8.1.2", "5.4.2"].flatMap((version) =>
    ["rest", "grpc"].map((transport) => ({
      id: `python${version[0]}-${transport}`,
      name: `Python ${version.slice(0, 3)} ${transport === "rest" ? "REST" : "gRPC"}`,
      prepare: preparePython(version),
      command: ({ root, folder }) => [pythonIn(folder), join(root, "tests", "clients", "python", "life.py")],
      after: [transport],
    })),
  ),
];

function nodeCommand({ root }) {
  return [
    process.execPath,
    ...["-r", "ts-node/register/transpile-only", join(root, "tests", "clients", "node", "life.ts")],
  ];
}

/** One source for both majors, which differ in the import path. */
function prepareGo(major) {
  return async ({ root, folder }) => {
    const source = join(root, "tests", "clients", "go");
    for (const file of ["go.mod", "go.sum"]) copyFileSync(join(source, major, file), join(folder, file));
    const program = readFileSync(join(source, "life.go"), "utf8").replace("/v5/", `/${major}/`);
    writeFileSync(join(folder, "main.go"), program);
    await run("go", ["build", "-o", "life", "."], { cwd: folder });
  };
}

async function prepareJava({ root, folder }) {
  const source = join(root, "tests", "clients", "java");
  for (const file of ["pom.xml", "Life.java"]) copyFileSync(join(source, file), join(folder, file));
  await run("mvn", ["-q", "-B", "dependency:build-classpath", "-Dmdep.outputFile=classpath"], { cwd: folder });
  await run("javac", ["-cp", classpathIn(folder), "-d", "classes", "Life.java"], { cwd: folder });
}

function javaCommand({ folder }) {
  return ["java", "-cp", `${join(folder, "classes")}:${classpathIn(folder)}`, "Life"];
}

function classpathIn(folder) {
  return readFileSync(join(folder, "classpath"), "utf8").trim();
}

function preparePython(version) {
  return async ({ folder }) => {
    if (existsSync(join(folder, ".ready"))) return;
    await run("python3", ["-m", "venv", folder], { cwd: folder });
    const wanted = [`pinecone[grpc]==${version}`];
    await run(pythonIn(folder), ["-m", "pip", "install", "--quiet", ...wanted], { cwd: folder });
    writeFileSync(join(folder, ".ready"), "");
  };
}

function pythonIn(folder) {
  return join(folder, "bin", "python");
}

/** The folder in which a client is set up. */
export function folderOf(root, { id }) {
  const folder = join(root, ".tmp", "clients", id);
  mkdirSync(folder, { recursive: true });
  return folder;
}
