// What all threads work on, by address: set from outside before a run. Arrays are f32 unless it says otherwise.

/** Points, and the 2 or 3 numbers of each. */
export let points: i32 = 0;
export let dimensions: i32 = 2;
/** [points, dimensions]. */
export let positions: usize = 0;
export let attractions: usize = 0;
export let repulsions: usize = 0;
export let velocities: usize = 0;
export let gains: usize = 0;
/** The joint probabilities by rows: where each row starts (i32 [points + 1]), columns (i32) and values. */
export let rowStarts: usize = 0;
export let columns: usize = 0;
export let affinities: usize = 0;

export let threads: i32 = 1;
/** What threads count and wait on: see crew.ts. */
export let counters: usize = 0;

/** The tree's tolerance: a cell is taken as one where its width is under `angle` times its distance. */
export let angle: f32 = 0.5;
/** The tree's memory, as much as `treeBytes` says. */
export let tree: usize = 0;
/** f64 [points + 1]: what each group of points has of the sum over all pairs. */
export let sums: usize = 0;
/** Memory of a thread's own, one after the other. */
export let scratch: usize = 0;
export let scratchBytes: usize = 0;
/** New points for a map that stands still: how many, and [newPoints, dimensions]. Affinities are theirs then, to the map's points. */
export let newPoints: i32 = 0;
export let arrivals: usize = 0;

/** Where repulsion goes by a grid: its memory, as much as `gridBytes` says of the most nodes that it may have; 0 for the tree. Twiddles: f32 pairs, as many. */
export let grid: usize = 0;
export let gridLimit: i32 = 0;
export let twiddles: usize = 0;
