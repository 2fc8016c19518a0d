import * as z from "zod/mini";
import { type Family, families, parseNoise, showNoise } from "../autoencoders/index.ts";
import { noises } from "../autoencoders/noise.ts";
import { count, type Kind, unfit, written } from "./kinds.ts";

const aliases = Object.values<Family>(families).flatMap(({ name, aliases = [] }) =>
  aliases.map((alias) => [alias, name] as const),
);

/** Names that other tools have for models, with the families that they may mean. */
export const ELSEWHERE: ReadonlyMap<string, readonly string[]> = new Map([
  ...aliases.map(([alias]) => [alias, aliases.flatMap(([other, name]) => (other === alias ? [name] : [])).sort()] as const),
  ["detector", ["anomaly"]],
  ["outlier", ["anomaly"]],
  ["outliers", ["anomaly"]],
]);

const noiseSchema = z.readonly(
  z.object({ kind: z.enum(Object.keys(noises) as (keyof typeof noises)[]), amount: z.number().check(z.gt(0)) }),
);
const sparsitySchema = z.union([
  z.readonly(z.object({ kind: z.literal("l1"), weight: z.number().check(z.gt(0)) })),
  z.readonly(z.object({ kind: z.literal("kl"), target: z.number().check(z.gt(0), z.lt(1)), weight: z.number() })),
]);
/** A whole number of at least 1, or one of some words. */
const countOr = <const W extends string>(...names: readonly W[]): Kind<number | W> => {
  const takes = `${count.takes}, ${names.length > 1 ? "" : "or "}${names.join(" or ")}`;
  return {
    schema: z.union([count.schema, z.enum(names as unknown as Record<W, W>)]) as unknown as Kind<number | W>["schema"],
    takes,
    metavar: "<n>",
    whole: true,
    read(given, option) {
      const word = names.find((name) => name === given);
      if (word === undefined && /^[a-z]/i.test(given)) throw unfit(option, takes, given);
      return word ?? count.read(given, option);
    },
    show: String,
  };
};

export const countOrAuto = countOr("auto");
export const windowKind = countOr("auto", "none");
export const sizeKind = written<readonly [number, number]>(
  z.readonly(z.tuple([count.schema, count.schema])),
  { takes: "HEIGHTxWIDTH, such as 32x48, or one number for both", code: "a height and a width, such as [32, 48]" },
  (given, option) => {
    const [, height, width = height] = /^(\d{1,4})(?:x(\d{1,4}))?$/i.exec(given) ?? [];
    if (!Number(height) || !Number(width)) throw unfit(option, sizeKind.takes, given);
    return [Number(height), Number(width)];
  },
  (size) => size.join("x"),
);

export const noiseKind = written(
  noiseSchema,
  { takes: "a noise, such as gaussian:0.2", code: 'a kind and an amount, such as { kind: "gaussian", amount: 0.2 }' },
  parseNoise,
  showNoise,
);
export const sparsityKind = written(
  sparsitySchema,
  {
    takes: "a sparsity, such as kl:0.1",
    code: 'a sparsity such as { kind: "kl", target: 0.1, weight: 0.0016 } or { kind: "l1", weight: 0.001 }',
  },
  families.sparse.options.sparsity.parse,
  families.sparse.options.sparsity.show,
);
