// The lecture's stacked autoencoder in a page, for browser-epoch.mjs. The data comes from the local server, and the library from
// the build.
import { dense, parseNpy, sequential, sgd, sliceRows, wasmRuntime } from "../dist/browser.js";

globalThis.prepare = async (threads) => {
  const npy = async (name) => parseNpy(new Uint8Array(await (await fetch(`/data/${name}.npy`)).arrayBuffer()), name);
  const runtime = await wasmRuntime({ wasmPaths: "/ort/", threads });
  const [images, order] = [await npy("images"), await npy("order")];
  const model = sequential([
    dense(100, { activation: "selu", inputShape: [784] }),
    dense(30, { activation: "selu" }),
    dense(100, { activation: "selu" }),
    dense(784, { activation: "sigmoid" }),
  ]);
  const weights = ["w0", "b0", "w1", "b1", "w2", "b2", "w3", "b3"];
  model.setWeights(await Promise.all(weights.map(npy)));
  model.compile({ loss: "binaryCrossentropy", optimizer: sgd({ learningRate: 1.5 }) });

  globalThis.epoch = async (index) => {
    const shuffle = () => sliceRows(order, index, index + 1).data;
    const { history } = await model.fit(images, images, { runtime, shuffle });
    const [{ seconds, loss }] = history;
    return { seconds, loss };
  };
  return { version: runtime.name, threads: runtime.threads };
};
