import { rmSync } from "node:fs";

/** Removes a file or folder if the process exits before the returned function is called. */
export function removeAtExit(path: string): () => void {
  const remove = () => rmSync(path, { recursive: true, force: true });
  process.on("exit", remove);
  return () => {
    process.off("exit", remove);
  };
}
