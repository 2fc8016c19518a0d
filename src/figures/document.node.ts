import { DOMParser } from "linkedom";

// By default, as `browser` of package.json leaves a page an object without anything in its place, however it is bundled.
export default {
  /** A document without a browser: it makes elements, which escape what is written into them as XML. */
  document: new DOMParser().parseFromString("<svg/>", "image/svg+xml") as unknown as Document,
};
