import { editable, type LayerChoice, type LayerChoices } from "./layers.ts";

export type Part = "encoder" | "decoder";

/** A layer of a kind, as it is added to a network for examples of a shape. */
export const newLayer = (kind: string, inputShape: readonly number[]): LayerChoice => ({
  kind,
  config: kind === "Reshape" ? { shape: inputShape } : editable[kind]!.first,
});

/** Puts a layer at a place, before the one that is there. */
export const added = (choices: LayerChoices, part: Part, place: number, layer: LayerChoice): LayerChoices =>
  replaced(choices, part, choices[part].toSpliced(place, 0, layer), (before) => (before < place ? before : before + 1));

/** Without the layer at a place. What was tied to it is tied to none, which the check says at its place. */
export const removed = (choices: LayerChoices, part: Part, place: number): LayerChoices =>
  replaced(choices, part, choices[part].toSpliced(place, 1), (before) =>
    before === place ? undefined : before < place ? before : before - 1,
  );

/** The layer at a place once more, behind itself. */
export const duplicated = (choices: LayerChoices, part: Part, place: number): LayerChoices =>
  added(choices, part, place + 1, choices[part][place]!);

/** The layer at a place one further (1) or one before (-1); as it was where there is no such place. */
export function moved(choices: LayerChoices, part: Part, place: number, by: 1 | -1): LayerChoices {
  const to = place + by;
  const layers = choices[part];
  if (to < 0 || to >= layers.length) return choices;
  const changed = layers.with(to, layers[place]!).with(place, layers[to]!);
  return replaced(choices, part, changed, (before) => (before === place ? to : before === to ? place : before));
}

/** Another layer, or other options, at a place. */
export const changed = (choices: LayerChoices, part: Part, place: number, layer: LayerChoice): LayerChoices => ({
  ...choices,
  [part]: choices[part].with(place, layer),
});

/** A layer of another kind: what it has in common with the one before stays. */
export function ofKind({ config }: LayerChoice, kind: string, inputShape: readonly number[]): LayerChoice {
  const layer = newLayer(kind, inputShape);
  const common = Object.entries(config).filter(([name]) => name in layer.config);
  return { kind, config: { ...layer.config, ...Object.fromEntries(common) } };
}

/** The place of a layer that was removed. */
const NOWHERE = -1;

/** The choices with other layers in a part; where those are the encoder's, what is tied to them follows. */
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
