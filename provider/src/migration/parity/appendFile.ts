import { type FileHandle, open } from "node:fs/promises";
import { PRIVATE_FILE } from "../../util/privateFiles";

/** Bytes that are collected before they are written. */
const BLOCK_BYTES = 1 << 16;

/** A file that only grows, and can be cut back to any place that was durable. What the disk refuses fails `durable`. */
export class AppendFile {
  #blocks: Uint8Array[] = [];
  #collected = 0;
  /** Bytes, those included that are not written yet. */
  #length: number;
  #written: Promise<void> = Promise.resolve();
  #closed: Promise<void> | undefined;

  private constructor(
    readonly path: string,
    private readonly file: FileHandle,
    length: number,
  ) {
    this.#length = length;
  }

  /** Opens a file and cuts it behind `length` bytes. */
  static async open(path: string, length = 0): Promise<AppendFile> {
    const file = await open(path, length === 0 ? "w" : "r+", PRIVATE_FILE);
    try {
      await file.truncate(length);
    } catch (error) {
      await file.close();
      throw error;
    }
    return new AppendFile(path, file, length);
  }

  /** Bytes that were appended, on the disk or not. */
  get length(): number {
    return this.#length;
  }

  append(bytes: Uint8Array): void {
    this.#blocks.push(bytes);
    this.#length += bytes.length;
    this.#collected += bytes.length;
    if (this.#collected >= BLOCK_BYTES) this.#write();
  }

  /** Resolves, when all that was appended until now is on the disk, with its length. */
  async durable(): Promise<number> {
    const length = this.#length;
    this.#write();
    await this.#written;
    await this.file.datasync();
    return length;
  }

  /** Closes it; again is nothing. */
  close(): Promise<void> {
    this.#closed ??= this.#written.catch(() => undefined).then(() => this.file.close());
    return this.#closed;
  }

  #write(): void {
    if (this.#collected === 0) return;
    const block = Buffer.concat(this.#blocks);
    const position = this.#length - this.#collected;
    [this.#blocks, this.#collected] = [[], 0];
    this.#written = this.#written.then(async () => {
      for (let done = 0; done < block.length; ) {
        const { bytesWritten } = await this.file.write(block, done, block.length - done, position + done);
        done += bytesWritten;
      }
    });
    // `durable` tells it.
    this.#written.catch(() => undefined);
  }
}
