import { sizeOf } from "../../core/ndarray.ts";
import { count as inWords } from "../../core/words.ts";
import type { FamilyPlan } from "../family.ts";
import type { AboutExamples } from "./about.ts";
import { type Principal, principalOf } from "./principal.ts";
import { startDense } from "./start-dense.ts";
import { componentsKept, KEPT, trainingFor } from "./training.ts";

/** Examples with more numbers than this are replaced by their principal components. */
const WIDE = 512;
const COMPONENTS = 128;

interface DenseChoices<Own> {
  /** Whether there are no hidden layers; false by default. */
  readonly isLinear?: boolean;
  /** Whether there are more codings than numbers; false by default. */
  readonly isOvercomplete?: boolean;
  /** Whether principal components may replace wide examples as inputs of the layers; true by default. */
  readonly projects?: boolean;
  /** Whether the whole network starts with the reconstructions of PCA; true by default. */
  readonly starts?: boolean;
  /** Chooses the family's own options from the principal directions. */
  readonly own?: (principal: Principal, codings: number) => Partial<Own>;
}

/**
 * Plans dense layers: as many codings as principal components that keep most of the variance, and hidden layers twice as wide as
 * their inputs.
 */
export async function planDense<Own extends object = object>(
  { examples, count = examples.shape[0]!, standards, hasCategories = false, startsAtPca = true, asked, runtime }: AboutExamples,
  { isLinear = false, isOvercomplete = false, projects = true, starts = true, own }: DenseChoices<Own> = {},
): Promise<FamilyPlan<Own>> {
  const principal = await principalOf(examples, runtime, standards);
  const { width, variances } = principal;
  // Projections aren't trained, so without the principal directions they would stay random.
  const components = projects && startsAtPca && !hasCategories && width > WIDE ? Math.min(COMPONENTS, variances.length) : 0;
  const codings = asked.codings ?? (isOvercomplete ? Math.min(300, Math.max(16, 4 * width)) : componentsKept(principal));
  const widest = Math.max(Math.min(512, Math.max(16, 2 * (components || width))), Math.min(codings, 2 * width));
  const hidden = isLinear ? [] : count < 2000 ? [widest] : [widest, Math.max(Math.min(codings, widest), Math.ceil(widest / 2))];
  const { training, reasons } = trainingFor(count);
  const ownOptions: Partial<Own> = (hasCategories ? undefined : own?.(principal, codings)) ?? {};
  return {
    options: {
      ...ownOptions,
      codings,
      hidden,
      components,
      ...training,
    },
    reasons: {
      codings: isOvercomplete
        ? `${codings} codings, few of which are active at a time`
        : `${codings} codings: ${codings} principal components keep ${100 * KEPT} % of the variance of ${sizeOf(examples.shape.slice(1))} numbers`,
      ...(!isLinear && { hidden: `hidden layers of ${hidden.join(" and ")} units` }),
      ...(components > 0 && {
        components: `the layers take ${components} principal components instead of ${inWords(width)} numbers`,
      }),
      ...reasons,
    },
    ...(starts && { start: (network) => startDense(network, principal) }),
  };
}
