import { describe, expect, it } from "vitest";
import { layerKinds } from "../../src/layers/index.ts";
import { codings, layers, mistakes, withoutOptions } from "./options.fixture.ts";

describe("a mistyped option is told by its name", () => {
  it.each(Object.entries(mistakes))("%s", async (_, [call, wrong, taker, right]) => {
    await expect(async () => call({ [wrong]: 1 })).rejects.toMatchObject({
      name: "OptionError",
      message: `Unknown option "${wrong}" of ${taker}. Did you mean "${right}"?`,
    });
  });

  it("by all that take options", () => {
    const classes = new Set(Object.values(layers).map(([make]) => make({}).constructor.name));
    const known = new Set([...Object.keys(mistakes), ...classes, ...withoutOptions]);
    const exported = Object.entries(codings).flatMap(([name, value]) => (typeof value === "function" ? [name] : []));
    expect(exported.filter((name) => !known.has(name))).toEqual([]);
  });
});

it.each(Object.entries(layers))("%s is made again from a config that an older version wrote", (_, [make]) => {
  const layer = make({ name: "own" });
  const again = layerKinds[layer.kind]!({ ...layer.config(), dropped: 1 } as never, { name: "own" }, layer.tiedTo);
  expect(again.config()).toEqual(layer.config());
});

it.each([
  ["maxPooling2d", codings.maxPooling2d(3), { poolSize: [3, 3], strides: [3, 3] }],
  ["maxPooling2d of a pair", codings.maxPooling2d([2, 3]), { poolSize: [2, 3], strides: [2, 3] }],
  ["averagePooling2d", codings.averagePooling2d(3), { poolSize: [3, 3], strides: [3, 3] }],
  ["upSampling2d", codings.upSampling2d(3), { size: [3, 3] }],
  [
    "zeroPadding2d",
    codings.zeroPadding2d(2),
    {
      padding: [
        [2, 2],
        [2, 2],
      ],
    },
  ],
  ["maxPooling1d", codings.maxPooling1d(3), { poolSize: 3, strides: 3 }],
  ["upSampling1d", codings.upSampling1d(3), { size: 3 }],
  ["averagePooling1d", codings.averagePooling1d(3), { poolSize: 3, strides: 3 }],
  ["cropping1d of a pair", codings.cropping1d([0, 2]), { cropping: [0, 2] }],
  ["zeroPadding1d", codings.zeroPadding1d(2), { padding: [2, 2] }],
  ["groupNormalization", codings.groupNormalization(4), { groups: 4 }],
  ["leakyRelu", codings.leakyRelu(0.1), { negativeSlope: 0.1 }],
  ["relu", codings.relu(6), { maxValue: 6 }],
] as const)("%s takes Keras's first argument by itself", (_, layer, expected) => {
  expect(layer.config()).toMatchObject(expected);
});
