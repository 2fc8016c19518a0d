import { editable, type LayerChoice, type LayerChoices } from "./layers.ts";

export type Part = "encoder" | "decoder";

/** Returns a new layer of a kind with its first options, for examples of a shape. */
export const newLayer = (kind: string, inputShape: readonly number[]): LayerChoice => ({
  kind,
  config: kind === "Reshape" ? { shape: inputShape } : editable[kind]!.first,
});

/** Inserts a layer before the layer at a place. */
export const added = (choices: LayerChoices, part: Part, place: number, layer: LayerChoice): LayerChoices =>
  replaced(choices, part, choices[part].toSpliced(place, 0, layer), (before) => (before < place ? before : before + 1));

/** Removes the layer at a place. Layers that were tied to it lose their partner, which `checkLayers` reports. */
export const removed = (choices: LayerChoices, part: Part, place: number): LayerChoices =>
  replaced(choices, part, choices[part].toSpliced(place, 1), (before) =>
    before === place ? undefined : before < place ? before : before - 1,
  );

/** Inserts a copy of the layer at a place after it. */
export const duplicated = (choices: LayerChoices, part: Part, place: number): LayerChoices =>
  added(choices, part, place + 1, choices[part][place]!);

/** Moves the layer at a place down (1) or up (-1). Returns the same choices if it is already at that end. */
export function moved(choices: LayerChoices, part: Part, place: number, by: 1 | -1): LayerChoices {
  const to = place + by;
  const layers = choices[part];
  if (to < 0 || to >= layers.length) return choices;
  const changed = layers.with(to, layers[place]!).with(place, layers[to]!);
  return replaced(choices, part, changed, (before) => (before === place ? to : before === to ? place : before));
}

/** Replaces the layer at a place. */
export const changed = (choices: LayerChoices, part: Part, place: number, layer: LayerChoice): LayerChoices => ({
  ...choices,
  [part]: choices[part].with(place, layer),
});

/** Changes the kind of a layer and keeps the options that both kinds have. */
export function ofKind({ config }: LayerChoice, kind: string, inputShape: readonly number[]): LayerChoice {
  const layer = newLayer(kind, inputShape);
  const common = Object.entries(config).filter(([name]) => name in layer.config);
  return { kind, config: { ...layer.config, ...Object.fromEntries(common) } };
}

/** The place that stands for a removed layer. */
const NOWHERE = -1;

/** Replaces the layers of a part. If it is the encoder, the tied layers of the decoder follow their partners. */
function replaced(
  choices: LayerChoices,
  part: Part,
  layers: readonly LayerChoice[],
  placeOf: (before: number) => number | undefined,
): LayerChoices {
  if (part === "decoder") return { ...choices, decoder: layers };
  const decoder = choices.decoder.map((choice) => {
    if (choice.tiedTo === undefined) return choice;
    return { ...choice, tiedTo: placeOf(choice.tiedTo) ?? NOWHERE };
  });
  return { encoder: layers, decoder };
}
