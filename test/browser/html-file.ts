import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { launchChromium, type WatchedBrowser } from "./studio.ts";

/** An HTML page in a file of its own, with a Chromium that opens it. */
export interface HtmlFile {
  readonly chromium: WatchedBrowser;
  readonly url: string;
  /** Closes the browser and removes the file. @throws if a page had an error. */
  close(): Promise<void>;
}

/** Writes a page to a temporary file, and starts Chromium. */
export async function htmlFile(html: string): Promise<HtmlFile> {
  const folder = await mkdtemp(join(tmpdir(), "codings-page-"));
  await writeFile(join(folder, "page.html"), html);
  const chromium = await launchChromium();
  return {
    chromium,
    url: pathToFileURL(join(folder, "page.html")).href,
    close: () => chromium.close().finally(() => rm(folder, { recursive: true })),
  };
}
