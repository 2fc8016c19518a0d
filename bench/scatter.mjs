// Measures the frames per second of the scatter plot at 1280 x 800 in Chromium with software rendering: node bench/scatter.mjs
import { fileURLToPath } from "node:url";
import { openPage } from "../scripts/page.mjs";

for (const painter of ["webgl", "canvas"]) {
  const opened = await openPage({
    entry: fileURLToPath(new URL("scatter-page.ts", import.meta.url)),
    webgl: painter === "webgl",
  });
  await opened.page.setViewportSize({ width: 1280, height: 800 });
  for (const what of ["zoom", "live", "turn"])
    for (const count of [10_000, 100_000, 1_000_000]) {
      const { fps, slow } = await opened.page.evaluate((given) => globalThis.measureScatter(...given), [count, what, painter]);
      console.log(
        `${painter} ${what} ${count} points: ${fps.toFixed(1)} frames per second, the slowest 5 % take over ${slow.toFixed(0)} ms`,
      );
    }
  await opened.close();
}
