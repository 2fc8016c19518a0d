import * as Comlink from "comlink";
import { Mapper } from "./mapper.ts";
import { pageRuntime } from "./wasm.ts";

/** Maps leave a core to the training and one to the page, where there are so many. */
const threads = Math.max(1, navigator.hardwareConcurrency - 2);
const mapper = pageRuntime(1).then((runtime) => new Mapper(runtime, threads));

const face = {
  map: async (...given: Parameters<Mapper["map"]>) => (await mapper).map(...given),
  stop: async () => (await mapper).stop(),
};

export type MapperFace = typeof face;

Comlink.expose(face);
