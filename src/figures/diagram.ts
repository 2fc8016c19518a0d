import { element } from "./svg.ts";
import { COLOUR, OKABE_ITO, SIZE } from "./theme.ts";

/** The role of a layer in the network, which decides its colour. Codings also have a thick frame, visible without colour. */
export type LayerRole = "input" | "hidden" | "codings" | "output" | "noise";

export interface LayerDrawing {
  readonly units: number;
  readonly role: LayerRole;
  /** Lines below the layer, such as "codings" and "784". The last of several is grey. The default is the number of units. */
  readonly label?: readonly string[];
  /** Text on the arrow into this layer, such as "copied". It shows that the layer's parameters come from another model. */
  readonly link?: string;
}

const FILL: Readonly<Record<LayerRole, string>> = {
  input: "#f2f2f2",
  hidden: "#cfe3f2",
  codings: "#f5c79a",
  output: "#f2f2f2",
  noise: "#d9d9d9",
};

/** The colour of a copied or shared part. */
export const SHARED = OKABE_ITO.vermillion;

/** Lengths in CSS pixels. */
const WIDTH = 30;
const GAP = 54;
/** Room for labels that are wider than the first and the last layer. */
const SIDE = 14;
const TALLEST = 150;
const LINE = 15;
const BELOW = 18;

/** Returns the height of a layer. It grows with the logarithm of the units, so that 30 units are visible next to 784. */
const heightOf = (units: number, most: number): number =>
  Math.max(18, (TALLEST * Math.log2(1 + units)) / Math.log2(1 + Math.max(most, 2)));

/** Drawn elements and their size in CSS pixels. */
export interface Drawing {
  readonly nodes: readonly Node[];
  readonly width: number;
  readonly height: number;
}

/** The y of the middle of every layer. */
const MIDDLE = TALLEST / 2;

/** Returns the x of the middle of layer i in a drawing by `network`, or, for i - 0.5, of the arrow into it. */
export const middleOf = (i: number): number => SIDE + WIDTH / 2 + i * (WIDTH + GAP);

export const words = (
  text: string,
  x: number,
  y: number,
  attributes: Readonly<Record<string, string | number>> = {},
): SVGElement => element("text", { x, y, "text-anchor": "middle", ...attributes }, text);

export function arrow(x1: number, y1: number, x2: number, y2: number, colour: string = COLOUR.text): SVGElement {
  const angle = Math.atan2(y2 - y1, x2 - x1);
  const wing = (turn: number) => `${x2 - 7 * Math.cos(angle + turn)},${y2 - 7 * Math.sin(angle + turn)}`;
  return element(
    "g",
    { class: "arrow" },
    element("line", {
      x1,
      y1,
      x2: x2 - 5 * Math.cos(angle),
      y2: y2 - 5 * Math.sin(angle),
      stroke: colour,
      "stroke-width": 1.4,
    }),
    element("polygon", { points: `${x2},${y2} ${wing(0.45)} ${wing(-0.45)}`, fill: colour }),
  );
}

/** Draws a horizontal bracket with a name above it. */
export function bracket(from: number, to: number, y: number, text: string): SVGElement {
  return element(
    "g",
    { class: "bracket" },
    element("path", { d: `M${from} ${y + 6}V${y}H${to}V${y + 6}`, fill: "none", stroke: COLOUR.quiet }),
    words(text, (from + to) / 2, y - 5, { fill: COLOUR.quiet }),
  );
}

/** Writes a layer's label below it. The last of several lines, the number of units, is grey. */
const below = (label: readonly string[], x: number, bottom: number): readonly SVGElement[] =>
  label.map((line, row) => {
    const isUnits = row > 0 && row === label.length - 1;
    return words(line, x, bottom + BELOW + row * LINE, { fill: isUnits ? COLOUR.quiet : COLOUR.text });
  });

/**
 * Draws layers from left to right with arrows between them and labels below. The height of a layer grows with the logarithm of
 * its units.
 * @param most number of units of the tallest layer; drawings that share it are comparable.
 */
export function network(layers: readonly LayerDrawing[], most = Math.max(...layers.map(({ units }) => units))): Drawing {
  const labels = layers.map(({ label, units }) => label ?? [units.toLocaleString("en-US")]);
  const nodes = layers.flatMap(({ units, role, link }, i) => {
    const height = heightOf(units, most);
    const x = middleOf(i);
    const box = element("rect", {
      class: `layer ${role}`,
      x: x - WIDTH / 2,
      y: MIDDLE - height / 2,
      width: WIDTH,
      height,
      rx: 4,
      fill: FILL[role],
      stroke: COLOUR.text,
      "stroke-width": role === "codings" ? 2.5 : 1,
    });
    const text = below(labels[i]!, x, TALLEST);
    const into =
      i > 0
        ? [arrow(middleOf(i - 1) + WIDTH / 2 + 4, MIDDLE, x - WIDTH / 2 - 4, MIDDLE, link === undefined ? COLOUR.text : SHARED)]
        : [];
    const name = link === undefined ? [] : [words(link, middleOf(i - 0.5), MIDDLE - 8, { class: "link", fill: SHARED })];
    return [box, ...text, ...into, ...name];
  });
  const lines = Math.max(...labels.map((label) => label.length));
  return { nodes, width: middleOf(layers.length - 1) + WIDTH / 2 + SIDE, height: TALLEST + BELOW + lines * LINE };
}

/** Draws small layers as circles, one for each unit, with a line from each unit to each unit of the next layer. */
export function neurons(layers: readonly LayerDrawing[]): Drawing {
  const [across, down, radius] = [120, 44, 13];
  const most = Math.max(...layers.map(({ units }) => units));
  const at = (layer: number, unit: number) => ({
    x: radius + layer * across,
    y: radius + (unit + (most - layers[layer]!.units) / 2) * down,
  });
  const height = 2 * radius + (most - 1) * down;
  const links = layers.slice(1).flatMap((layer, i) =>
    Array.from({ length: layer.units * layers[i]!.units }, (_, k) => {
      const [from, to] = [at(i, k % layers[i]!.units), at(i + 1, Math.floor(k / layers[i]!.units))];
      return element("line", { x1: from.x, y1: from.y, x2: to.x, y2: to.y, stroke: COLOUR.quiet, "stroke-width": 1 });
    }),
  );
  const units = layers.flatMap(({ units, role }, i) =>
    Array.from({ length: units }, (_, unit) => {
      const { x, y } = at(i, unit);
      const stroke = { stroke: COLOUR.text, "stroke-width": role === "codings" ? 2.5 : 1 };
      return element("circle", { class: `unit ${role}`, cx: x, cy: y, r: radius, fill: FILL[role], ...stroke });
    }),
  );
  const text = layers.flatMap(({ label = [] }, i) => below(label, at(i, 0).x, height));
  return {
    nodes: [...links, ...units, ...text],
    width: 2 * radius + (layers.length - 1) * across,
    height: height + BELOW + Math.max(...layers.map(({ label = [] }) => label.length)) * LINE,
  };
}

/** Moves a drawing to (x, y). */
export const moved = ({ nodes }: Drawing, x: number, y: number): SVGElement =>
  element("g", { transform: `translate(${x},${y})` }, ...nodes);

/** Height of a heading, including the space below it. */
export const HEADING = SIZE.text + 16;

/** A drawing with a heading. */
export interface Part {
  readonly heading: string;
  readonly drawing: Drawing;
}

const headed = ({ heading, drawing }: Part, x: number, y: number): SVGElement =>
  element(
    "g",
    { transform: `translate(${x},${y})` },
    element("text", { y: SIZE.text, "font-weight": 700 }, heading),
    moved(drawing, 0, HEADING),
  );

/** Stacks drawings from top to bottom. `gap` is the space between them in CSS pixels. */
export function column(parts: readonly Part[], gap = 26): Drawing {
  let y = -gap;
  const nodes = parts.map((part) => {
    const node = headed(part, 0, y + gap);
    y += gap + HEADING + part.drawing.height;
    return node;
  });
  return { nodes, width: Math.max(...parts.map(({ drawing }) => drawing.width)), height: y };
}

/** Puts drawings side by side. `gap` is the space between them in CSS pixels. */
export function row(parts: readonly Part[], gap = 60): Drawing {
  let x = -gap;
  const nodes = parts.map((part) => {
    const node = headed(part, x + gap, 0);
    x += gap + part.drawing.width;
    return node;
  });
  return { nodes, width: x, height: HEADING + Math.max(...parts.map(({ drawing }) => drawing.height)) };
}
