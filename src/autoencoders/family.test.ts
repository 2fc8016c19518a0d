import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { OptionError } from "../core/errors.ts";
import { ndarray, sizeOf } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import { temporaryFolder } from "../core/temporary.fixture.ts";
import { activityRegularization, dense, flatten, reshape } from "../layers/index.ts";
import { sequential } from "../models/sequential.ts";
import { Autoencoder } from "./autoencoder.ts";
import { estimatorOf, StackedAutoencoder, VariationalAutoencoder } from "./estimators.ts";
import { type FamilyChoice, families } from "./families/index.ts";
import { type Family, family, flag, ownOptions, positive } from "./family.ts";
import { autoencoderFiles } from "./files.ts";

const folder = temporaryFolder();
const source = random(7);
const rows = ndarray(
  "float32",
  [64, 6],
  Float32Array.from({ length: 384 }, () => source.normal()),
);
const quiet = { warn: false } as const;

/** A family that isn't in a list: one hidden layer in each part, trained twice, with codings that can be drawn. */
const mine = family({
  name: "mine",
  title: "Mine",
  summary: "a made-up family",
  section: "none",
  examples: "any",
  defaults: { codings: 3, hidden: [8], loss: "mse", optimizer: "adam", learningRate: 0.01, batchSize: 16, epochs: 2 },
  options: { calm: positive("weight on the codings' size"), twice: flag("train twice") },
  build({ inputShape, hidden, codings, calm, outputActivation: activation }) {
    const outputs = dense(sizeOf(inputShape), { activation });
    const penalty = calm === undefined ? [] : [activityRegularization({ l1: calm })];
    return {
      encoder: sequential([flatten(), ...hidden.map((units) => dense(units)), dense(codings), ...penalty], { name: "encoder" }),
      decoder: sequential([outputs, reshape(inputShape)], { name: "decoder" }),
    };
  },
  phaseCount: ({ twice }) => (twice ? 2 : 1),
  trainer: () => ({
    async fit({ network, examples, settings, options: { validation: _, ...options } }) {
      if (settings.twice) await network.model.fit(examples, examples, options);
      return network.model.fit(examples, examples, options);
    },
  }),
  prior: (draws) => draws.uniform(),
});

describe("a custom family", () => {
  it("is trained, saved and loaded again with its own options", async () => {
    const autoencoder = new Autoencoder({ family: mine, calm: 0.01, twice: true });
    await autoencoder.fit(rows, quiet);
    expect(autoencoder.phaseCount).toBe(2);
    await autoencoder.save(folder.path("mine"));
    const loaded = await Autoencoder.load(folder.path("mine"), { families: { mine } });
    expect(loaded.family).toBe("mine");
    expect(loaded.settings).toMatchObject({ calm: 0.01, twice: true, codings: 3 });
    expect(await loaded.scoreSamples(rows)).toEqual(await autoencoder.scoreSamples(rows));
    expect(await loaded.generate(4)).toEqual(await autoencoder.generate(4));
    expect(loaded.likewise().settings).toEqual({ seed: 42, ...autoencoder.settings });
  });

  it("has a class like the built-in families", async () => {
    const MineAutoencoder = estimatorOf(mine);
    expect(MineAutoencoder.name).toBe("MineAutoencoder");
    expect(MineAutoencoder.defaults).toBe(mine.defaults);
    const made = new MineAutoencoder({ calm: 0.1 });
    expect(made.settings.calm).toBe(0.1);
    expect(made).toBeInstanceOf(MineAutoencoder);
    expect(made).not.toBeInstanceOf(StackedAutoencoder);
    expect(() => new MineAutoencoder({ kalm: 1 } as object)).toThrow(
      'Unknown option "kalm" of MineAutoencoder. Did you mean "calm"?',
    );
  });

  it("isn't known unless it is given, and the message explains how to give it", async () => {
    const autoencoder = new Autoencoder({ family: mine });
    autoencoder.buildFor([6]);
    await autoencoder.save(folder.path("unknown"));
    await expect(Autoencoder.load(folder.path("unknown"))).rejects.toThrow("{ families: { mine } }");
  });

  it("can't have the name of another family", () => {
    const autoencoder = new Autoencoder({ family: family({ ...mine, name: "stacked" }) });
    autoencoder.buildFor([6]);
    expect(() => autoencoderFiles(autoencoder)).toThrow('A family of your own is called "stacked"');
  });

  it("refuses an invalid value of its option", () => {
    expect(() => new Autoencoder({ family: mine, calm: -1 })).toThrow(OptionError);
  });
});

describe.each(Object.entries<Family>(families))("the %s family", (name, described) => {
  it("has its name in the list, a title and a summary", () => {
    expect(described.name).toBe(name);
    for (const text of [described.title, described.summary, described.section]) expect(text).toMatch(/\w/);
    expect(described.summary).toMatch(/^[^A-Z].*[^.]$/);
  });

  it("is chosen by its name, and creates instances of its class", () => {
    const autoencoder = new Autoencoder({ family: name } as FamilyChoice);
    expect(autoencoder.descriptor).toBe(described);
    expect(autoencoder).toBeInstanceOf(estimatorOf(described));
  });

  it("has options whose text can be read as their value", () => {
    for (const [, option] of ownOptions(described)) {
      expect(option.summary).not.toBe("");
      if (option.default !== undefined) expect(option.parse(option.show(option.default))).toEqual(option.default);
    }
  });

  it("is listed on the lecture's page", () => {
    const page = readFileSync("docs/lecture.md", "utf8");
    expect(page).toMatch(new RegExp(`\\| \`${name}\`.*\\| \`${estimatorOf(described).name}\` \\|`));
  });
});

it("suggests the most similar name for an unknown family", () => {
  expect(() => new Autoencoder({ family: "sparce" } as unknown as FamilyChoice)).toThrow(
    'Unknown family "sparce". Did you mean "sparse"?',
  );
});

it("generates only with a family whose codings have a known distribution", async () => {
  const stacked = new Autoencoder({ codings: 2 });
  stacked.buildFor([6]);
  await expect(stacked.generate(3)).rejects.toThrow(
    "A stacked autoencoder can't generate examples, because the distribution of its codings isn't known. Train one with family: \"variational\".",
  );
  const variational: Autoencoder = new Autoencoder({ family: "variational", codings: 2 });
  variational.buildFor([6]);
  expect(variational).toBeInstanceOf(VariationalAutoencoder);
  expect((await variational.generate(3)).shape).toEqual([3, 6]);
});

it("a class that extends another has only its own instances", () => {
  class Deeper extends StackedAutoencoder {}
  expect(new Deeper()).toBeInstanceOf(Deeper);
  expect(new Deeper()).toBeInstanceOf(StackedAutoencoder);
  expect(new StackedAutoencoder()).not.toBeInstanceOf(Deeper);
  expect(3).not.toBeInstanceOf(Deeper);
  expect(undefined).not.toBeInstanceOf(StackedAutoencoder);
});
