import { random } from "../core/random.ts";
import { lacks } from "./cells.ts";
import { type Calibration, calibrated, type Evidence } from "./evidence.ts";
import type { Features } from "./features.ts";
import { type Masked, type MaskedOptions, predictor, trainMasked } from "./masked.ts";
import type { MaskedNetwork } from "./masked-network.ts";

/** Rows are split into so many parts, and each is compared by a network that has learned from the others. */
const FOLDS = 2;

/** A network, and the rows that it looks at. */
export interface Fold {
  readonly network: MaskedNetwork;
  readonly masked: Masked;
  /** The rows that it hasn't learned from. */
  readonly rows: readonly number[];
}

/** A network for each part of the rows, which has learned from the others; none where fewer than two columns can be learned. */
export async function networks(features: Features, { seed, onProgress, ...options }: MaskedOptions): Promise<readonly Fold[]> {
  if (new Set(features.targets.map(({ column }) => column)).size < 2) return [];
  const source = random(seed, 31);
  const part = Uint8Array.from({ length: features.rows }, () => Math.floor(source.uniform() * FOLDS));
  const made: Fold[] = [];
  for (let fold = 0; fold < FOLDS; fold++) {
    const all = Array.from(part.keys());
    const learned = all.filter((row) => part[row] !== fold);
    const network = await trainMasked(features, learned, {
      ...options,
      seed: seed + fold,
      onProgress: (share) => onProgress?.((fold + share) / FOLDS),
    });
    const masked = await predictor(features, network, options.runtime);
    made.push({ network, masked, rows: all.filter((row) => part[row] === fold) });
  }
  return made;
}

/**
 * How surprising each cell is to the network that hasn't learned from its row.
 * @param learned what is usual of each target, if that is known already.
 */
export async function predicted(
  features: Features,
  models: readonly Pick<Fold, "masked" | "rows">[],
  onProgress: (share: number) => void,
  learned?: readonly Calibration[],
): Promise<readonly Evidence[]> {
  const { columns, rows, targets } = features;
  if (models.length === 0) return [];
  const surprises = targets.map(() => new Float32Array(rows));
  for (const [fold, { masked, rows: own }] of models.entries()) {
    const found = await masked.surprises(own);
    own.forEach((row, i) => {
      targets.forEach((target, place) => {
        surprises[place]![row] = lacks(columns[target.column]!, row) ? Number.NaN : found[i * targets.length + place]!;
      });
    });
    onProgress((fold + 1) / models.length);
  }
  return targets.map(({ column }, place) =>
    calibrated(surprises[place]!, { kind: "prediction", place, columns: () => [column] }, learned?.[place]),
  );
}
