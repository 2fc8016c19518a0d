// Memory that all threads share, by address. It is set from outside before a run. Arrays are f32 unless stated otherwise.

/** Number of points, and of coordinates of each (2 or 3). */
export let points: i32 = 0;
export let dimensions: i32 = 2;
/** Arrays [points, dimensions]. */
export let positions: usize = 0;
export let attractions: usize = 0;
export let repulsions: usize = 0;
export let velocities: usize = 0;
export let gains: usize = 0;
/** Joint probabilities by rows: the start of each row (i32 [points + 1]), columns (i32), and values. */
export let rowStarts: usize = 0;
export let columns: usize = 0;
export let affinities: usize = 0;

export let threads: i32 = 1;
/** Counters for the synchronisation of threads; see crew.ts. */
export let counters: usize = 0;

/** Tolerance of the tree: a cell counts as one point if its width is below `angle` times its distance. */
export let angle: f32 = 0.5;
/** The tree's memory; `treeBytes` returns its size. */
export let tree: usize = 0;
/** f64 [points + 1]: each group's part of the sum over all pairs. */
export let sums: usize = 0;
/** Memory for each thread, one block after the other. */
export let scratch: usize = 0;
export let scratchBytes: usize = 0;
/**
 * New points for a fixed map: their number, and their positions [newPoints, dimensions]. The affinities are then those of new
 * points to the map's points.
 */
export let newPoints: i32 = 0;
export let arrivals: usize = 0;

/**
 * The grid's memory (`gridBytes` returns its size for `gridLimit` nodes), or 0 if the tree computes the repulsion. Twiddles are
 * `gridLimit` f32 pairs.
 */
export let grid: usize = 0;
export let gridLimit: i32 = 0;
export let twiddles: usize = 0;
