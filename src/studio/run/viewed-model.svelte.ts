import type { DroppedFile } from "../../data/dropped.ts";
import type { DescribedGraph, DescribedModel } from "../../graph/onnx/described.ts";

/** Returns the file among dropped ones that the page shows as a graph: an ONNX file, or safetensors without the other files of a model folder. */
export function modelFileIn(files: readonly DroppedFile[]): DroppedFile | undefined {
  if (files.some(({ path }) => /(^|\/)config\.json$/.test(path))) return undefined;
  return [/\.onnx$/i, /\.safetensors$/i].map((ending) => files.find(({ path }) => ending.test(path))).find((file) => file);
}

/** The model file that the page "Model" shows, and the graphs inside it that the user opened. */
class ViewedModel {
  name = $state("");
  model = $state.raw<DescribedModel>();
  /** Names and graphs, from the whole model to the graph that is shown. */
  path = $state.raw<readonly { readonly name: string; readonly graph: DescribedGraph }[]>([]);

  /**
   * @param title the name to show; by default that of the file.
   * @throws DataError if the bytes aren't a complete ONNX or safetensors file.
   */
  async open(name: string, bytes: Uint8Array, title = name): Promise<void> {
    const { describeModelFile } = await import("../../models/describe-file.ts");
    this.model = describeModelFile(bytes, name);
    this.name = title;
    this.path = [{ name: title, graph: this.model.graph }];
  }

  /** Opens a graph inside the one that is shown. */
  enter(name: string, graph: DescribedGraph): void {
    this.path = [...this.path, { name, graph }];
  }

  /** Goes back to a graph of the path. */
  leaveTo(depth: number): void {
    this.path = this.path.slice(0, depth + 1);
  }
}

export const viewed = new ViewedModel();
