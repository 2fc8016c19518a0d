import { rmSync } from "node:fs";

/** Has a file or folder removed if the process ends amid the work on it; gives back what calls that off. */
export function removeAtExit(path: string): () => void {
  const remove = () => rmSync(path, { recursive: true, force: true });
  process.on("exit", remove);
  return () => {
    process.off("exit", remove);
  };
}
