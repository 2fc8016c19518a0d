import { createRequire } from "node:module";
import { Resvg } from "@resvg/resvg-js";
import type { Figure } from "./svg.ts";
import { FONT } from "./theme.ts";

const { resolve } = createRequire(import.meta.url);

/**
 * Font files of a dependency. System fonts aren't used, because a server may have none, and then the picture would have no text.
 */
const fontFiles = ["400Regular/Arimo_400Regular.ttf", "700Bold/Arimo_700Bold.ttf"].map((file) =>
  resolve(`@expo-google-fonts/arimo/${file}`),
);

/** Draws a figure as a PNG file, with two pixels for each CSS pixel. The bytes are the same on every machine. */
export function toPng({ svg }: Figure): Uint8Array {
  const font = { fontFiles, loadSystemFonts: false, defaultFontFamily: FONT.name };
  return new Resvg(svg, { font, fitTo: { mode: "zoom", value: 2 } }).render().asPng();
}
