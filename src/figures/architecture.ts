import { OptionError } from "../core/errors.ts";
import {
  arrow,
  bracket,
  column,
  HEADING,
  type LayerDrawing,
  middleOf,
  moved,
  network,
  neurons,
  SHARED,
  words,
} from "./diagram.ts";
import { type Figure, figure } from "./svg.ts";

export interface ArchitectureOptions {
  /** Units of the layers, from the inputs down to the codings: [784, 100, 30]. The decoder has them in reverse. */
  readonly sizes: readonly number[];
  readonly title?: string;
  readonly subtitle?: string;
}

/** In CSS pixels: room for brackets above a drawing, and for the arrows between two. */
const ABOVE = 34;
const ROOM_TO_COPY = 56;
const FEW = 8;

/** @throws OptionError where there are fewer than two layers, or one isn't a whole number of units. */
function expectSizes(sizes: readonly number[]): void {
  if (sizes.length < 2 || sizes.some((units) => !Number.isInteger(units) || units < 1))
    throw new OptionError(
      `Sizes are two whole numbers of units or more, such as 784, 100, 30, but these are ${sizes.join(", ")}.`,
    );
}

const count = (units: number): string => units.toLocaleString("en-US");

/** Down to the codings and up again. */
function mirrored(sizes: readonly number[]): LayerDrawing[] {
  const last = sizes.length - 1;
  const down = sizes.map((units, i): LayerDrawing => {
    if (i === 0) return { units, role: "input", label: ["inputs", count(units)] };
    if (i === last) return { units, role: "codings", label: ["codings", count(units)] };
    return { units, role: "hidden", label: [`hidden ${i}`, count(units)] };
  });
  const up = sizes
    .slice(0, -1)
    .map((units, i): LayerDrawing => {
      if (i === 0) return { units, role: "output", label: ["outputs", count(units)] };
      return { units, role: "hidden", label: [`hidden ${2 * last - i}`, count(units)] };
    })
    .toReversed();
  return [...down, ...up];
}

/** The layers of an autoencoder, symmetrical about its codings (figures 17-1 and 17-3): units as circles where they are few. */
export function autoencoderFigure({ sizes, title = "An autoencoder", subtitle }: ArchitectureOptions): Figure {
  expectSizes(sizes);
  const layers = mirrored(sizes);
  const asNeurons = Math.max(...sizes) <= FEW;
  const drawing = asNeurons ? neurons(layers) : network(layers);
  const { width } = drawing;
  const brackets = [bracket(0, width / 2 - 8, ABOVE - 18, "encoder"), bracket(width / 2 + 8, width, ABOVE - 18, "decoder")];
  return figure({
    body: [...brackets, moved(drawing, 0, ABOVE)],
    width,
    height: ABOVE + drawing.height,
    title,
    ...(subtitle !== undefined && { subtitle }),
  });
}

/** Training one autoencoder at a time (figure 17-7): a phase for each layer of the encoder, then all of them stacked. */
export function greedyFigure({ sizes, title = "Training one autoencoder at a time", subtitle }: ArchitectureOptions): Figure {
  expectSizes(sizes);
  const most = Math.max(...sizes);
  const phases = sizes.slice(1).map((units, i) => {
    const before = sizes[i]!;
    const what = i === 0 ? ["inputs"] : ["codings", `of phase ${i}`];
    const layers: LayerDrawing[] = [
      { units: before, role: "input", label: [...what, count(before)] },
      { units, role: i === sizes.length - 2 ? "codings" : "hidden", label: [`hidden ${i + 1}`, count(units)] },
      { units: before, role: "output", label: ["≈ the same", count(before)] },
    ];
    return {
      heading: `Phase ${i + 1}: learn to give ${i === 0 ? "the inputs" : "those codings"} back`,
      drawing: network(layers, most),
    };
  });
  const whole = { heading: `Phase ${sizes.length}: stack the layers`, drawing: network(mirrored(sizes), most) };
  const drawing = column([...phases, whole]);
  return figure({ body: drawing.nodes, ...drawing, title, ...(subtitle !== undefined && { subtitle }) });
}

/** Unsupervised pretraining (figure 17-6): the autoencoder learns from all data, the classifier reuses its lower layers for the few labels. */
export function pretrainingFigure({
  sizes,
  classes,
  title = "Unsupervised pretraining with an autoencoder",
  subtitle,
}: ArchitectureOptions & { readonly classes: number }): Figure {
  expectSizes(sizes);
  const most = Math.max(...sizes);
  const autoencoder = network(mirrored(sizes), most);
  const encoder = mirrored(sizes).slice(0, sizes.length);
  const classifier = network([...encoder, { units: classes, role: "output", label: ["softmax", count(classes)] }], most);
  const parts = column(
    [
      { heading: "Phase 1: train the autoencoder, with all the data", drawing: autoencoder },
      { heading: "Phase 2: train the classifier, with the labelled data", drawing: classifier },
    ],
    ROOM_TO_COPY,
  );
  const top = HEADING + autoencoder.height + 6;
  const bottom = top + ROOM_TO_COPY - 14;
  const copies = sizes.slice(1).map((_, i) => arrow(middleOf(i + 1), top, middleOf(i + 1), bottom, SHARED));
  const at = { x: middleOf(sizes.length - 1) + 16, y: (top + bottom) / 2 + 2 };
  const label = words("copy parameters", at.x, at.y, { fill: SHARED, "text-anchor": "start" });
  return figure({
    body: [...parts.nodes, ...copies, label],
    ...parts,
    title,
    ...(subtitle !== undefined && { subtitle }),
  });
}

/** Denoising autoencoders (figure 17-8): the same net behind Gaussian noise, and behind dropout. */
export function denoisingFigure({
  sizes,
  noises = ["Gaussian noise", "dropout"],
  title = "Denoising autoencoders",
  subtitle,
}: ArchitectureOptions & { readonly noises?: readonly string[] }): Figure {
  expectSizes(sizes);
  const inputs = sizes[0]!;
  const parts = noises.map((noise) => {
    const [first, ...rest] = mirrored(sizes);
    const noisy: LayerDrawing = { units: inputs, role: "noise", label: [...noise.split(" "), "(training)"] };
    const layers = [first!, noisy, ...rest.slice(0, -1), { ...rest.at(-1)!, label: ["≈ clean", "inputs", count(inputs)] }];
    return { heading: `With ${noise}`, drawing: network(layers) };
  });
  const drawing = column(parts);
  return figure({
    body: drawing.nodes,
    ...drawing,
    title,
    ...(subtitle !== undefined && { subtitle }),
  });
}
