import { type NdArray, ndarray } from "../core/ndarray.ts";
import type { Affinities } from "./affinities.ts";
import { openKernel } from "./kernel.ts";

/** A t-SNE map during its optimisation. */
export interface Descent {
  /** Performs `count` steps of gradient descent. */
  steps(count: number, exaggeration: number, momentum: number, learningRate: number): Promise<void>;
  /** Computes the Kullback-Leibler divergence of the current map. */
  klDivergence(): Promise<number>;
  /** Computes the gradient of the divergence for each coordinate: 4 · Σ_j (p_ij - q_ij) · K_ij · (y_i - y_j). */
  gradient(): Promise<Float32Array>;
  /** Returns a copy of the current map. */
  map(): NdArray<"float32">;
  close(): Promise<void>;
}

/** Starts the optimisation of points [n, 2 or 3] under the forces of t-SNE, in several threads. */
export async function openDescent(
  first: NdArray<"float32">,
  affinities: Affinities,
  { angle, threads, grid = false }: { readonly angle: number; readonly threads: number; readonly grid?: boolean },
): Promise<Descent> {
  const [points, dimensions] = first.shape as [number, number];
  const size = first.data.length;
  // The kernel moves four numbers at a time, so the arrays are padded with zeros.
  const zeros = () => new Float32Array(Math.ceil(size / 4) * 4);
  const positions = zeros();
  positions.set(first.data);
  const kernel = await openKernel(threads, ({ treeBytes, gridBytes, gridScratchBytes }) => {
    const scratchBytes = grid ? gridScratchBytes!(GRID_LIMIT) : 16 * points + 256;
    return {
      numbers: { points, dimensions, angle, scratchBytes, gridLimit: GRID_LIMIT },
      arrays: {
        positions,
        attractions: zeros(),
        repulsions: zeros(),
        velocities: zeros(),
        gains: zeros().fill(1),
        rowStarts: affinities.starts,
        columns: affinities.columns,
        affinities: affinities.values,
      },
      space: {
        counters: 1024,
        ...(grid ? { grid: gridBytes!(GRID_LIMIT), twiddles: 8 * GRID_LIMIT } : { tree: treeBytes!(points) }),
        sums: 8 * (points + GRID_LIMIT),
        scratch: threads * scratchBytes,
      },
    };
  });
  const entropy = affinities.values.reduce((sum, p) => (p > 0 ? sum + p * Math.log(p) : sum), 0);
  return {
    async steps(count, exaggeration, momentum, learningRate) {
      await kernel.call("iterate", count, exaggeration, momentum, learningRate);
    },
    async klDivergence() {
      const [sum] = await kernel.call("measure");
      const costs = await kernel.call("cost");
      return entropy + costs.reduce((total, cost) => total + cost, 0) + Math.log(sum!);
    },
    async gradient() {
      const [sum] = await kernel.call("measure");
      const [pull, push] = [kernel.floats("attractions"), kernel.floats("repulsions")];
      return Float32Array.from({ length: size }, (_, i) => 4 * (pull[i]! - push[i]! / sum!));
    },
    map: () => ndarray("float32", first.shape, kernel.floats("positions").slice(0, size)),
    close: kernel.close,
  };
}

/**
 * Moves new points [m, …] on a fixed map from their first positions, and returns their final positions.
 * @param affinities affinities of the new points to the map's points.
 */
export async function settleOn(
  map: NdArray<"float32">,
  first: NdArray<"float32">,
  affinities: Affinities,
  { angle, threads, steps }: { readonly angle: number; readonly threads: number; readonly steps: number },
): Promise<NdArray<"float32">> {
  const [points, dimensions] = map.shape as [number, number];
  const scratchBytes = 16 * points + 256;
  const kernel = await openKernel(threads, ({ treeBytes }) => ({
    numbers: { points, dimensions, angle, scratchBytes, newPoints: first.shape[0]! },
    arrays: {
      positions: map.data,
      arrivals: first.data,
      rowStarts: affinities.starts,
      columns: affinities.columns,
      affinities: affinities.values,
    },
    space: { counters: 1024, tree: treeBytes!(points), scratch: threads * scratchBytes },
  }));
  try {
    await kernel.call("arrive", steps, EXAGGERATION, MOMENTUM, RATE);
    return ndarray("float32", first.shape, kernel.floats("arrivals").slice());
  } finally {
    await kernel.close();
  }
}

/** Maximum number of nodes of the grid's transforms. It is enough for maps up to 340 wide; wider maps get a coarser grid. */
const GRID_LIMIT = 2048;

/** openTSNE's parameters for new points. */
const EXAGGERATION = 1.5;
const MOMENTUM = 0.8;
const RATE = 0.1;
