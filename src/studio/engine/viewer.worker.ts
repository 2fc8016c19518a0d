import { Viewer } from "./viewer.ts";
import { pageRuntime } from "./wasm.ts";

let opened: Promise<Viewer> | undefined;
/** Opened at the first call: every worker of the page is of this one script. */
const viewer = () => (opened ??= pageRuntime(1).then((runtime) => new Viewer(runtime)));

/** What a worker does one after the other: an answer belongs to the weights that it was asked with. */
let last: Promise<unknown> = Promise.resolve();
function inTurn<T>(work: (viewer: Viewer) => Promise<T>): Promise<T> {
  const next = last.catch(() => undefined).then(async () => work(await viewer()));
  last = next;
  return next;
}

export const viewerFace = {
  open: (...given: Parameters<Viewer["open"]>) => inTurn((one) => one.open(...given)),
  encode: (...given: Parameters<Viewer["encode"]>) => inTurn((one) => one.encode(...given)),
  decode: (...given: Parameters<Viewer["decode"]>) => inTurn((one) => one.decode(...given)),
  scores: (...given: Parameters<Viewer["scores"]>) => inTurn((one) => one.scores(...given)),
  noisy: (...given: Parameters<Viewer["noisy"]>) => inTurn((one) => one.noisy(...given)),
  sizes: (...given: Parameters<Viewer["sizes"]>) => inTurn((one) => one.sizes(...given)),
  archive: (...given: Parameters<Viewer["archive"]>) => inTurn((one) => one.archive(...given)),
  onnx: (...given: Parameters<Viewer["onnx"]>) => inTurn((one) => one.onnx(...given)),
  reconstruct: (...given: Parameters<Viewer["reconstruct"]>) => inTurn((one) => one.reconstruct(...given)),
};

export type ViewerFace = typeof viewerFace;
