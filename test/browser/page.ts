import { wasmRuntime } from "../../src/browser.ts";
import type { EpochLog } from "../../src/training/index.ts";
import { trainMasked } from "./masks-recipe.ts";
import { trainOwn } from "./own-recipe.ts";
import { trainSome } from "./recipe.ts";

export interface TrainedInPage {
  readonly history: readonly EpochLog[];
  readonly runtime: string;
  readonly threads: number;
}

declare global {
  var trainInPage: (threads?: number) => Promise<TrainedInPage>;
  var trainOwnInPage: () => ReturnType<typeof trainOwn>;
  var trainMaskedInPage: () => ReturnType<typeof trainMasked>;
}

globalThis.trainInPage = async (threads) => {
  const runtime = await wasmRuntime({ wasmPaths: "/ort/", threads });
  return { history: await trainSome(runtime), runtime: runtime.name, threads: runtime.threads };
};

globalThis.trainOwnInPage = async () => trainOwn(await wasmRuntime({ wasmPaths: "/ort/" }));

globalThis.trainMaskedInPage = async () => trainMasked(await wasmRuntime({ wasmPaths: "/ort/" }));
