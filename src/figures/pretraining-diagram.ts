import { OptionError } from "../core/errors.ts";
import { count } from "../core/words.ts";
import { arrow, column, HEADING, type LayerDrawing, middleOf, network, SHARED, words } from "./diagram.ts";
import { type ArchitectureOptions, isCount, mirrored } from "./mirrored.ts";
import { type Figure, figure } from "./svg.ts";

/** Height of the arrows from one phase to the next, in CSS pixels. */
const ROOM_TO_COPY = 56;

/**
 * Draws unsupervised pretraining (figure 17-6 of the lecture): an autoencoder learns from all the data, then a classifier reuses
 * its lower layers and learns from the few labelled examples.
 * @throws OptionError if a size or `classes` isn't a whole number from 1.
 * @example
 * const { svg } = pretrainingFigure({ sizes: [784, 100, 30], classes: 10 });
 */
export function pretrainingFigure({
  sizes,
  classes,
  title = "Unsupervised pretraining with an autoencoder",
  subtitle,
}: ArchitectureOptions & { readonly classes: number }): Figure {
  if (!isCount(classes)) throw new OptionError(`classes is ${classes}. Give a whole number from 1.`);
  const layers = mirrored(sizes);
  const most = Math.max(...sizes, classes);
  const autoencoder = network(layers, most);
  const lower = layers.slice(0, sizes.length).map((layer, i) => (i === 0 ? layer : { ...layer, link: "copied" }));
  const softmax: LayerDrawing = { units: classes, role: "output", label: ["softmax", count(classes)] };
  const parts = column(
    [
      { heading: "Phase 1: train the autoencoder, with all the data", drawing: autoencoder },
      { heading: "Phase 2: train the classifier, with the labelled data", drawing: network([...lower, softmax], most) },
    ],
    ROOM_TO_COPY,
  );
  const top = HEADING + autoencoder.height + 6;
  const bottom = top + ROOM_TO_COPY - 14;
  const copies = sizes.slice(1).map((_, i) => arrow(middleOf(i + 0.5), top, middleOf(i + 0.5), bottom, SHARED));
  const at = { x: middleOf(sizes.length - 1.5) + 16, y: (top + bottom) / 2 + 2 };
  const label = words("copy parameters", at.x, at.y, { fill: SHARED, "text-anchor": "start" });
  return figure({
    body: [...parts.nodes, ...copies, label],
    ...parts,
    title,
    subtitle,
  });
}
