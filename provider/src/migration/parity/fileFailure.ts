import { PodshiftError } from "../../errors";

/** What the system says when a file can't be made, written or moved; a connection fails with others. */
const OF_FILES = new Set([
  "ENOSPC",
  "EDQUOT",
  "EFBIG",
  "EROFS",
  "EACCES",
  "EPERM",
  "EIO",
  "ENOENT",
  "ENOTDIR",
  "EISDIR",
]);

/** The failure as people can use it, if it is one of a file; else as it was. */
export function ofFiles(error: unknown): unknown {
  const { code = "", path } = (error ?? {}) as NodeJS.ErrnoException;
  if (error instanceof PodshiftError || !OF_FILES.has(code)) return error;
  const where = path === undefined ? "" : ` at ${path}`;
  return new PodshiftError("FILE_NOT_WRITTEN", `the files of the comparison can't be written${where}: ${code}`, {
    facts: { code },
    next: "see that its folder is there, writable and has room, and run the same command again: it goes on from its last checkpoint",
    cause: error,
  });
}
