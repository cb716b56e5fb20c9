import { open, readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import type { FileBytes, SourceFile } from "./source.js";

/** Every file below a folder of this machine. Rejects when there is no such folder. */
export async function folderFiles(folder: string): Promise<SourceFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return { path: relative(folder, path).split(sep).join("/"), open: () => openFile(path) };
    });
}

async function openFile(path: string): Promise<FileBytes> {
  const file = await open(path);
  const { size } = await file.stat();
  await file.close();
  return {
    byteLength: size,
    async slice(start, end = size) {
      const again = await open(path);
      try {
        const bytes = new ArrayBuffer(end - start);
        await again.read(new Uint8Array(bytes), 0, end - start, start);
        return bytes;
      } finally {
        await again.close();
      }
    },
  };
}
