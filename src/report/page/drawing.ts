import type { Figure } from "../../figures/svg.ts";
import { COLOUR, OKABE_ITO } from "../../figures/theme.ts";
import { type Html, html, trusted } from "./html.ts";
import { scrolling } from "./parts.ts";

export interface DrawingOptions {
  readonly id: string;
  readonly figure: Figure;
  /** A narrower version for phones. Without it, the figure scrolls there. */
  readonly narrow?: Figure;
  readonly caption: string;
  /** A short name of the figure, for screen readers. */
  readonly title: string;
  /** A description of its content, for screen readers. */
  readonly description: string;
  /** Whether the figure stays on white in the dark scheme too, for pictures and many colours (default false). */
  readonly onPaper?: boolean;
}

/** Makes a figure of the page, in the page's colours. */
export function drawing({ id, figure, narrow, caption, title, description, onPaper = false }: DrawingOptions): Html {
  const drawn = (one: Figure, name: string) => inline(one, { id: name, title, description, onPaper });
  const pictures = narrow
    ? html`<div class="wide">${drawn(figure, id)}</div><div class="narrow">${drawn(narrow, `${id}-narrow`)}</div>`
    : scrolling(title, drawn(figure, id));
  return html`<figure class="drawing${onPaper ? " paper" : ""}">${pictures}<figcaption>${caption}</figcaption></figure>`;
}

type Words = Pick<DrawingOptions, "id" | "title" | "description" | "onPaper">;

/** Returns a figure's markup with title and description, whose ids are unique in the page. */
function inline({ svg }: Figure, { id, title, description, onPaper }: Words): Html {
  const body = onPaper ? svg : svg.replaceAll(FIXED, (colour) => `var(${VARIABLES[colour]})`);
  const words = html`<title id="${id}-title">${title}</title><desc id="${id}-desc">${description}</desc>`;
  const labelled = body
    .replace(/ aria-label="[^"]*"/, "")
    .replace(/>/, ` aria-labelledby="${id}-title ${id}-desc">${words.markup}`);
  // The description covers the whole figure, so the labels that Plot gives its marks would only be noise.
  return trusted(labelled.replaceAll(/(<g[^>]*?) aria-label="[^"]*"/g, "$1"));
}

/** The colours of figures, with the page's variables that replace them in its light and dark schemes. */
const VARIABLES: Readonly<Record<string, string>> = {
  [COLOUR.paper]: "--paper",
  [COLOUR.text]: "--text",
  [COLOUR.quiet]: "--quiet",
  [COLOUR.grid]: "--grid",
  [OKABE_ITO.blue]: "--blue",
  [OKABE_ITO.vermillion]: "--vermillion",
  "#f2f2f2": "--layer",
  "#d9d9d9": "--layer-noise",
  "#cfe3f2": "--layer-hidden",
  "#f5c79a": "--layer-codings",
};
const FIXED = new RegExp(Object.keys(VARIABLES).join("|"), "g");
