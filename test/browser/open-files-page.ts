import { chosenFiles, droppedFiles } from "../../src/data/dropped.ts";
import { openFiles } from "../../src/data/open-files.ts";
import type { OpenedFiles } from "../../src/data/opened-files.ts";

/** The parts of an opened dataset or model that tests check. */
export interface Seen {
  readonly error?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly shape?: readonly number[];
  readonly pixels?: readonly number[];
  readonly labels?: readonly number[];
  readonly classes?: readonly string[];
  readonly rowNames?: readonly string[];
  readonly notes?: readonly string[];
  readonly seconds: number;
}

declare global {
  /** The result of opening chosen or dropped files. */
  var seen: Promise<Seen> | undefined;
}

async function see(opening: Promise<OpenedFiles>): Promise<Seen> {
  const began = performance.now();
  try {
    const opened = await opening;
    const seconds = (performance.now() - began) / 1000;
    if (opened.kind === "model") return { kind: "model", rowNames: Object.keys(opened.files), seconds };
    const { name, examples, labels, classes, rowNames, notes } = opened.dataset;
    const pixels = Array.from(examples.data.subarray(0, 50_000));
    return {
      kind: "dataset",
      name,
      shape: examples.shape,
      pixels,
      seconds,
      rowNames,
      classes,
      notes,
      labels: labels && Array.from(labels.data),
    };
  } catch (error) {
    return { error: (error as Error).message, seconds: (performance.now() - began) / 1000 };
  }
}

const input = document.body.appendChild(document.createElement("input"));
input.type = "file";
input.multiple = true;
input.id = "files";
const folder = document.body.appendChild(document.createElement("input"));
folder.type = "file";
folder.webkitdirectory = true;
folder.id = "folder";
for (const element of [input, folder])
  element.addEventListener("change", () => {
    globalThis.seen = see(openFiles(chosenFiles(element.files!)));
  });
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  event.preventDefault();
  globalThis.seen = see(droppedFiles(event.dataTransfer!).then((files) => openFiles(files)));
});
