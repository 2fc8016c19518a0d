import { OptionError } from "../core/errors.ts";

/**
 * Loads the functions that read and write model folders. In a page, `browser` in package.json replaces them by an empty module.
 * @param instead a sentence about what to do in a page.
 * @throws OptionError in a page.
 */
export async function modelFolders(instead: string) {
  const module = await import("./folder.node.ts");
  if (!module.readFolder)
    throw new OptionError(`Model folders can only be read and written in Node, because a page has no disk. ${instead}`);
  return module;
}
