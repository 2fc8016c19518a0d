import { type Look, makeScatter, type Scatter, type ScatterOptions, type Shapes } from "../../src/explorer/scatter/index.ts";
import { classColour, PAPER } from "../../src/figures/colours.ts";

declare global {
  var scatterPage: {
    /** Makes a new plot of points on a spiral in three colours, and collects its events in `heard`. */
    make(count: number, options?: ScatterOptions & { shapes?: Shapes; look?: Partial<Look> }): void;
    plot: Scatter;
    heard: (readonly [string, unknown?])[];
    /** Returns the pixels of the canvas as red, green and blue, after it is drawn again. */
    pixels(isDrawnAgain?: boolean): number[];
    spiral(count: number, dimensions: number, turn?: number): Float32Array;
    frames(count: number): Promise<void>;
    rgb(place: number): number[];
  };
}

const [WIDTH, HEIGHT] = [400, 300];

globalThis.scatterPage = {
  plot: undefined as unknown as Scatter,
  heard: [],
  make(count, { shapes, look, ...options } = {}) {
    const page = globalThis.scatterPage;
    page.plot?.close();
    const canvas = document.createElement("canvas");
    canvas.style.cssText = `display: block; width: ${WIDTH}px; height: ${HEIGHT}px; touch-action: none`;
    document.body.style.margin = "0";
    document.body.replaceChildren(canvas);
    page.heard = [];
    page.plot = makeScatter(
      canvas,
      page.spiral(count, options.dimensions ?? 2),
      {
        over: (row) => page.heard.push(["over", row]),
        out: () => page.heard.push(["out"]),
        selected: (rows) => page.heard.push(["selected", rows]),
        empty: (data) => page.heard.push(["empty", data]),
      },
      options,
    );
    page.plot.paint({
      places: Array.from({ length: count }, (_, i) => i % 3),
      colours: [0, 1, 2].map((i) => classColour(i, "light")),
      background: PAPER.light,
      ...look,
    });
    page.plot.shapes(shapes);
  },
  pixels(isDrawnAgain = true) {
    const page = globalThis.scatterPage;
    if (isDrawnAgain) page.plot.resize();
    const copy = document.createElement("canvas");
    [copy.width, copy.height] = [WIDTH, HEIGHT];
    const context = copy.getContext("2d")!;
    context.drawImage(document.querySelector("canvas")!, 0, 0);
    return [...context.getImageData(0, 0, WIDTH, HEIGHT).data].filter((_, i) => i % 4 < 3);
  },
  spiral: (count, dimensions, turn = 0) =>
    Float32Array.from({ length: count * dimensions }, (_, i) => {
      const [row, axis] = [Math.floor(i / dimensions), i % dimensions];
      const angle = row / 3 + turn;
      return [(10 + row) * Math.cos(angle), (10 + row) * Math.sin(angle), (row % 7) * 12][axis]!;
    }),
  async frames(count) {
    for (let i = 0; i < count; i++) await new Promise(requestAnimationFrame);
  },
  rgb: (place) => [1, 3, 5].map((i) => Number.parseInt(classColour(place, "light").slice(i, i + 2), 16)),
};
