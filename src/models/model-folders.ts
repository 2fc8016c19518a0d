import { OptionError } from "../core/errors.ts";

/**
 * What reads and writes model folders. A page has an empty module in its place (`browser` in package.json).
 * @param instead what to do in a page, a sentence.
 * @throws OptionError in a page.
 */
export async function modelFolders(instead: string) {
  const module = await import("./folder.node.ts");
  if (!module.readFolder) throw new OptionError(`Model folders are read and written in Node; a page has no disk. ${instead}`);
  return module;
}
