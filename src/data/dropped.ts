/** A file that the user dropped or chose. Its contents are read when `bytes` is called. */
export interface DroppedFile {
  /** The path of the file, with its folders: "digits/3/a.png". */
  readonly path: string;
  readonly size: number;
  bytes(): Promise<Uint8Array>;
}

const droppedFile = (file: File, path: string): DroppedFile => ({
  path,
  size: file.size,
  bytes: async () => new Uint8Array(await file.arrayBuffer()),
});

/** Returns the files of an `<input type="file">`; with `webkitdirectory`, they are those of a folder. */
export const chosenFiles = (files: ArrayLike<File>): DroppedFile[] =>
  Array.from(files, (file) => droppedFile(file, file.webkitRelativePath || file.name));

/**
 * Returns the files that the user dropped, with those in folders. Call it before you await anything: the browser empties the
 * transfer when the event ends.
 */
export async function droppedFiles(transfer: DataTransfer): Promise<DroppedFile[]> {
  const entries = Array.from(transfer.items, (item) => (item.kind === "file" ? item.webkitGetAsEntry() : null));
  const loose = Array.from(transfer.files);
  const found = await Promise.all(entries.filter((entry) => entry !== null).map(filesIn));
  return found.length > 0 ? found.flat() : chosenFiles(loose);
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;

async function filesIn(entry: FileSystemEntry): Promise<DroppedFile[]> {
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [droppedFile(file, entry.fullPath.replace(/^\//, ""))];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: DroppedFile[] = [];
  // The browser lists a folder in batches of a hundred files; an empty batch is the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return found;
    found.push(...(await Promise.all(some.map(filesIn))).flat());
  }
}
