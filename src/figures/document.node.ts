import { DOMParser } from "linkedom";

// A default export, because in a browser package.json replaces this module by an empty object, which works with every bundler.
export default {
  /** A document that creates SVG elements outside a browser and escapes their text as XML. */
  document: new DOMParser().parseFromString("<svg/>", "image/svg+xml") as unknown as Document,
};
