import { Mapper } from "./mapper.ts";
import { pageRuntime } from "./wasm.ts";

/** Maps leave a core to the training and one to the page, where there are so many. */
const threads = Math.max(1, navigator.hardwareConcurrency - 2);
let opened: Promise<Mapper> | undefined;
/** Opened at the first call: every worker of the page is of this one script. */
const mapper = () => (opened ??= pageRuntime(1).then((runtime) => new Mapper(runtime, threads)));

export const mapperFace = {
  map: async (...given: Parameters<Mapper["map"]>) => (await mapper()).map(...given),
  stop: async () => (await mapper()).stop(),
};

export type MapperFace = typeof mapperFace;
