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

/** What makes a figure's elements: XML, as an HTML document leaves < in attributes. Of Node it has no browser, of a page it isn't what is seen. */
export function drawingDocument(): Document {
  if (!made && !globalThis.document) throw new OptionError("Figures are drawn on a page's own thread: a worker has no document.");
  made ??= globalThis.document.implementation.createDocument(NAMESPACE, "svg");
  return made;
}

/** An SVG element with its attributes, and the elements or the text inside. */
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

/** Width of a letter as a part of the font size, rather more than Arimo's average: lines may end early, but don't run out of the figure. */
const LETTER = 0.58;

/** Room for a word or two, of the usual size where it isn't said, in CSS pixels. */
export const textWidth = (text: string, fontSize: number = SIZE.text): number => Math.ceil(text.length * fontSize * LETTER);

/** Text in lines that fit into a width; words break only where they are longer than a line. */
function wrap(text: string, width: number, fontSize: number): readonly string[] {
  const letters = Math.max(2, Math.floor(width / (fontSize * LETTER)));
  return text.match(new RegExp(`\\S(.{0,${letters - 2}}\\S)?(?=\\s|$)|\\S{${letters}}`, "gu")) ?? [];
}

/** Narrower than this, titles would break after every word. */
const MIN_WIDTH = 280;
/** A figure is as wide as its title, so that no last word stands alone, up to here; longer titles take more lines. */
const WIDEST_FOR_TITLE = 440;

/** What stands above a figure. */
export interface FigureTitles {
  readonly title?: string;
  readonly subtitle?: string;
}

/** What stands in a figure, and how much room it takes: the margins and the title come on top. */
export interface Content {
  readonly body: readonly Node[];
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly subtitle?: string;
}

/** A figure on white paper: title and subtitle in as many lines as they need, the content below them. */
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
