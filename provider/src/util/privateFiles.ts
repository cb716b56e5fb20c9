/**
 * Modes of files and folders that hold records, ids or what was found about them: their owner's alone. The umask can only
 * take more away; a folder or file that was there before keeps its own.
 */
export const PRIVATE_FILE = 0o600;
export const PRIVATE_FOLDER = 0o700;
