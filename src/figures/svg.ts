import { OptionError } from "../core/errors.ts";
import node from "./document.node.ts";
import { COLOUR, FONT, MARGIN, SIZE } from "./theme.ts";

/** A picture as SVG text, with its size in CSS pixels. */
export interface Figure {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

const NAMESPACE = "http://www.w3.org/2000/svg";

let made: Document | undefined = (node as Partial<typeof node>).document;

/**
 * Returns the document that creates the elements of figures, separate from a page's visible document. It is an XML document,
 * because HTML doesn't escape < in attributes.
 * @throws OptionError in a browser's worker, which has no document.
 */
export function drawingDocument(): Document {
  if (!made && !globalThis.document)
    throw new OptionError("Workers can't draw figures, because they have no document. Draw on the page's main thread.");
  made ??= globalThis.document.implementation.createDocument(NAMESPACE, "svg");
  return made;
}

/** Creates an SVG element with attributes and children, which are elements or text. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number>> = {},
  ...children: readonly (Node | string)[]
): SVGElement {
  const made = drawingDocument().createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...children);
  return made;
}

/**
 * Assumed width of a letter as a fraction of the font size. It is more than Arimo's average, so that no line is wider than the
 * figure.
 */
const LETTER = 0.58;

/** Estimates the width of a short text in CSS pixels. */
export const textWidth = (text: string, fontSize: number = SIZE.text): number => Math.ceil(text.length * fontSize * LETTER);

/** Splits text into lines that fit into a width. Breaks a word only if it is longer than a line. */
function wrap(text: string, width: number, fontSize: number): readonly string[] {
  const letters = Math.max(2, Math.floor(width / (fontSize * LETTER)));
  return text.match(new RegExp(`\\S(.{0,${letters - 2}}\\S)?(?=\\s|$)|\\S{${letters}}`, "gu")) ?? [];
}

/** Minimum width. In a narrower figure, titles would break after every word. */
const MIN_WIDTH = 280;
/**
 * A figure becomes wider for its title up to this width, so that no last word is on a line of its own. Longer titles have several
 * lines.
 */
const WIDEST_FOR_TITLE = 440;

/** The texts above a figure. */
export interface FigureTitles {
  readonly title?: string;
  readonly subtitle?: string;
}

/** The content of a figure. Its size excludes margins and titles. */
export interface Content {
  readonly body: readonly Node[];
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly subtitle?: string;
}

/** Makes a figure on a white background, with title and subtitle above the content. */
export function figure({ body, width: contentWidth, height: contentHeight, title, subtitle = "" }: Content): Figure {
  const inner = Math.max(contentWidth, MIN_WIDTH, Math.min(textWidth(title, SIZE.title), WIDEST_FOR_TITLE));
  const lines = [
    ...wrap(title, inner, SIZE.title).map((text) => ({ text, size: SIZE.title, fill: COLOUR.text, weight: 700 })),
    ...wrap(subtitle, inner, SIZE.text).map((text) => ({ text, size: SIZE.text, fill: COLOUR.quiet, weight: 400 })),
  ];
  let top: number = MARGIN;
  const header = lines.map(({ text, size, fill, weight }) => {
    top += Math.round(size * 1.35);
    return element("text", { x: MARGIN, y: top - 5, "font-size": size, "font-weight": weight, fill }, text);
  });
  if (lines.length > 0) top += 10;
  const width = inner + 2 * MARGIN;
  const height = top + contentHeight + MARGIN;
  const root = element(
    "svg",
    {
      xmlns: NAMESPACE,
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      "font-family": FONT.family,
      "font-size": SIZE.text,
      fill: COLOUR.text,
      role: "img",
      "aria-label": title,
    },
    element("rect", { width, height, fill: COLOUR.paper }),
    ...header,
    element("g", { transform: `translate(${MARGIN},${top})` }, ...body),
  );
  return { svg: root.outerHTML, width, height };
}
