import { createRequire } from "node:module";
import { Resvg } from "@resvg/resvg-js";
import type { Figure } from "./svg.ts";
import { FONT } from "./theme.ts";

const { resolve } = createRequire(import.meta.url);

/** The font comes with the package, and the machine's own are left alone: a bare server has none, and then no text would be drawn at all. */
const fontFiles = ["400Regular/Arimo_400Regular.ttf", "700Bold/Arimo_700Bold.ttf"].map((file) =>
  resolve(`@expo-google-fonts/arimo/${file}`),
);

/** A figure as the bytes of a PNG file, two device pixels for each CSS pixel; the same on every machine. */
export function toPng({ svg }: Figure): Uint8Array {
  const font = { fontFiles, loadSystemFonts: false, defaultFontFamily: FONT.name };
  return new Resvg(svg, { font, fitTo: { mode: "zoom", value: 2 } }).render().asPng();
}
