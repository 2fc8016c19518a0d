import { OptionError } from "../../core/errors.ts";
import { shown } from "../../core/words.ts";
import { activityRegularization, dense, sparsityRegularization } from "../../layers/index.ts";
import { type FamilyOption, family } from "../family.ts";
import { planDense } from "../plan/dense.ts";
import { denseStack } from "./dense-stack.ts";
import { stacked } from "./stacked.ts";

/**
 * A constraint that makes most codings nearly zero: a weight on their sum (`l1`), or a target for each coding's mean over a batch
 * (`kl`).
 */
export type Sparsity =
  | { readonly kind: "l1"; readonly weight: number }
  | { readonly kind: "kl"; readonly target: number; readonly weight: number };

/** The lecture's weight of the divergence. */
const LECTURE_WEIGHT = 0.05 / 32;

const sparsity: FamilyOption<Sparsity> = {
  summary: "kl:0.1 (a target) or l1:0.001 (a weight)",
  default: { kind: "kl", target: 0.1, weight: LECTURE_WEIGHT },
  form: "kind:value",
  parse(text) {
    const [kind, amount] = text.split(":");
    const value = Number(amount);
    if ((kind === "kl" && value > 0 && value < 1) || (kind === "l1" && value > 0 && Number.isFinite(value)))
      return kind === "l1" ? { kind, weight: value } : { kind, target: value, weight: LECTURE_WEIGHT };
    throw new OptionError(
      `A sparsity must be kl:0.1 (a target between 0 and 1) or l1:0.001 (a weight above 0), but it is "${text}".`,
    );
  },
  check(value) {
    const { kind, weight } = typeof value === "object" && value !== null ? value : ({} as Partial<Sparsity>);
    const isWeight = typeof weight === "number" && weight > 0 && Number.isFinite(weight);
    const target = kind === "kl" ? (value as { readonly target?: unknown }).target : undefined;
    if (isWeight && (kind === "l1" || (kind === "kl" && typeof target === "number" && target > 0 && target < 1))) return;
    throw new OptionError(
      `sparsity must be { kind: "kl", target: 0.1, weight: 0.0016 } (a target between 0 and 1) or { kind: "l1", weight: 0.001 } (a weight above 0), but it is ${shown(value)}.`,
    );
  },
  show: (value) => (value.kind === "kl" ? `kl:${value.target}` : `l1:${value.weight}`),
};

/** Many sigmoid codings, of which few are active at a time (Géron, chapter 17, "Sparse Autoencoders"). */
export const sparse = family({
  name: "sparse",
  title: "Sparse",
  summary: "many codings, few of them active at a time",
  section: "Sparse Autoencoders",
  aliases: ["sae"],
  examples: "any",
  defaults: { ...stacked.defaults, codings: 300, learningRate: 1 },
  options: {
    /** Default: a target of .1 with weight .05 / 32, as in the lecture. */
    sparsity,
  },
  plan: (about) => planDense(about, { isOvercomplete: true, projects: false, starts: false }),
  build(settings) {
    const { codings, sparsity: wanted } = settings;
    const { weight } = wanted;
    const penalty =
      wanted.kind === "l1" ? activityRegularization({ l1: weight }) : sparsityRegularization({ target: wanted.target, weight });
    return denseStack(settings, { coding: [dense(codings, { activation: "sigmoid" }), penalty] });
  },
});
