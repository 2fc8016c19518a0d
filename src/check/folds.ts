import { random } from "../core/random.ts";
import { lacks } from "./cells.ts";
import { type Calibration, calibrated, type Evidence } from "./evidence.ts";
import type { Features } from "./features.ts";
import { type Masked, type MaskedOptions, predictor, trainMasked } from "./masked.ts";
import type { MaskedNetwork } from "./masked-network.ts";

/** Number of parts of the rows. Each part is compared by a network that was trained on the others. */
const FOLDS = 2;

/** A network, and the rows that it judges. */
export interface Fold {
  readonly network: MaskedNetwork;
  readonly masked: Masked;
  /** The rows that weren't used to train the network. */
  readonly rows: readonly number[];
}

/** Trains a network for each part of the rows, on the other parts. Returns none if fewer than two columns can be learned. */
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
 * Computes how surprising each cell is to the network that wasn't trained on its row.
 * @param learned usual values of each target in an earlier table, if any.
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
