import type { Dataset } from "../../data/dataset.ts";
import { garments } from "../../data/garments.ts";
import { generate3dData } from "../../data/points-3d.ts";

export const sets: Readonly<Record<string, (count: number, seed: number) => Promise<Dataset>>> = {
  mnist: async (count, seed) => garments({ count, seed }),
  garments: async (count, seed) => garments({ count, seed }),
  "points-3d": async (count) => generate3dData({ m: count }),
};
