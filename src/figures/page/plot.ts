import createScatterplot from "regl-scatterplot";
import { listenToTouch } from "./touch.ts";

/** How the points look: `places` are each row's place in `colours`; rows that aren't in `strong` are faint, those not in `shown` are left out. */
export interface Look {
  readonly places: ArrayLike<number>;
  readonly colours: readonly string[];
  readonly background: string;
  readonly shown?: readonly number[];
  readonly strong?: ReadonlySet<number>;
}

/** What a plot tells the page. */
export interface Heard {
  over(row: number): void;
  out(): void;
  selected(rows: readonly number[]): void;
  /** The points have moved on the screen. */
  moved(): void;
}

export type Plot = Awaited<ReturnType<typeof makePlot>>;

const FAINT = 0.07;
const STRONG = 0.85;
/** Room around the points, as a part of the view. */
const PADDING = 1.08;
/** How long the view takes to get somewhere, in milliseconds. */
const WAY = 250;

/** The points' diameter in CSS pixels: the more there are, the smaller. */
const diameterOf = (count: number) => (count <= 500 ? 8 : count <= 5000 ? 6 : count <= 20000 ? 5 : 3);

/** Positions [n, 2] moved and scaled, both axes alike, so that the longer side goes from -1 to 1. */
export function centred(positions: Float32Array): {
  readonly placed: Float32Array;
  readonly halfWidth: number;
  readonly halfHeight: number;
} {
  const low = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const high = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < positions.length; i++) {
    low[i % 2] = Math.min(low[i % 2]!, positions[i]!);
    high[i % 2] = Math.max(high[i % 2]!, positions[i]!);
  }
  const [width, height] = [high[0]! - low[0]!, high[1]! - low[1]!];
  const half = Math.max(width, height) / 2 || 1;
  const placed = positions.map((value, i) => (value - (low[i % 2]! + high[i % 2]!) / 2) / half);
  return { placed, halfWidth: width / 2 / half, halfHeight: height / 2 / half };
}

/** Whether the browser has the WebGL that the plot needs: float textures hold the points. */
export function hasWebGl(): boolean {
  const gl = document.createElement("canvas").getContext("webgl");
  return Boolean(gl?.getExtension("OES_texture_float"));
}

/** Points on a canvas that can be moved, zoomed, pointed at and selected. */
export async function makePlot(canvas: HTMLCanvasElement, positions: Float32Array, heard: Heard) {
  const { placed, halfWidth, halfHeight } = centred(positions);
  const count = positions.length / 2;
  const [xs, ys] = [0, 1].map((axis) => Array.from({ length: count }, (_, i) => placed[2 * i + axis]!)) as [number[], number[]];
  const command = /Mac|iPhone|iPad/.test(navigator.userAgent) ? "cmd" : "ctrl";
  const plot = createScatterplot({
    canvas,
    pointSize: diameterOf(count),
    pointSizeSelected: 2,
    pointOutlineWidth: 2,
    opacity: [FAINT, STRONG],
    opacityBy: "valueW",
    colorBy: "valueZ",
    deselectOnDblClick: false,
    deselectOnEscape: false,
    spatialIndexUseWorker: false,
    lassoMinDelay: 8,
    lassoMinDist: 3,
    actionKeyMap: { lasso: "shift", merge: command, remove: "alt" },
  } as Parameters<typeof createScatterplot>[0]);
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let look: Look | undefined;
  let painting: Promise<void> | undefined;
  let isAtHome = true;

  const aspect = () => canvas.clientWidth / canvas.clientHeight || 1;
  const homeDistance = () => Math.max(halfHeight, halfWidth / aspect(), 0.1) * PADDING;
  const goTo = (target: readonly number[], distance: number) =>
    plot.zoomToLocation([...target], distance, { transition: !still.matches, transitionDuration: WAY });
  const target = () => Array.from<number>(plot.get("cameraTarget")).slice(0, 2);
  // The library types the distance as a number, but gives one for each axis.
  const distance = () =>
    [plot.get("cameraDistance") as number | ArrayLike<number>].flatMap((d) => (typeof d === "number" ? d : Array.from(d)))[0]!;

  async function draw(): Promise<void> {
    while (look) {
      const { places, colours, background, shown, strong } = look;
      look = undefined;
      await plot.set({
        pointColor: [...colours],
        pointColorActive: [...colours],
        pointColorHover: [...colours],
        backgroundColor: background,
      });
      const valueW = Array.from({ length: count }, (_, i) => (!strong || strong.has(i) ? 1 : 0));
      const points = { x: xs, y: ys, valueZ: places, valueW };
      await plot.draw(points, { zDataType: "categorical", wDataType: "categorical", preventFilterReset: true });
      if (shown) await plot.filter([...shown]);
      else if (plot.get("isPointsFiltered")) await plot.unfilter();
    }
    painting = undefined;
  }

  plot.subscribe("pointOver", (row: number) => heard.over(row));
  plot.subscribe("pointOut", () => heard.out());
  plot.subscribe("select", ({ points }: { points: number[] }) => heard.selected(points.toSorted((a, b) => a - b)));
  plot.subscribe("deselect", () => heard.selected([]));
  plot.subscribe("drawing", () => heard.moved());
  const leaveHome = () => {
    isAtHome = false;
  };
  for (const type of ["wheel", "mousedown", "pointerdown"]) canvas.addEventListener(type, leaveHome, { passive: true });

  const result = {
    /** Draws the points in another look; while a frame is being drawn, the last look wins. */
    paint(next: Look): Promise<void> {
      look = next;
      painting ??= draw();
      return painting;
    },
    reset(): Promise<void> {
      isAtHome = true;
      return goTo([0, 0], homeDistance());
    },
    zoom(factor: number): Promise<void> {
      leaveHome();
      return goTo(target(), distance() / factor);
    },
    /** Where a row is on the canvas, in CSS pixels. */
    screenOf: (row: number): readonly [number, number] => plot.getScreenPosition(row)!,
    /** Moves the view to a row, where it isn't well inside. */
    bringIntoView(row: number): void {
      const [x, y] = plot.getScreenPosition(row)!;
      const margin = 0.06;
      const [across, down] = [x / canvas.clientWidth, y / canvas.clientHeight];
      if (Math.min(across, down, 1 - across, 1 - down) > margin) return;
      leaveHome();
      void goTo([xs[row]!, ys[row]!], distance());
    },
    /** What the middle of the view shows, in the positions' own numbers scaled as they are drawn. */
    middle: () => target() as unknown as readonly [number, number],
    placed,
    select: (rows: readonly number[]) => plot.select([...rows]),
    lasso(on: boolean): void {
      void plot.set({ mouseMode: on ? "lasso" : "panZoom" });
    },
    /** The library's own plot, for what it can do besides. */
    plot,
  };

  let isLassoOn = false;
  const setLasso = result.lasso;
  result.lasso = (on) => {
    isLassoOn = on;
    setLasso(on);
  };
  listenToTouch(canvas, {
    lassos: () => isLassoOn,
    pan(dx, dy) {
      plot.get("camera").pan([(2 * dx * aspect()) / canvas.clientWidth, (-2 * dy) / canvas.clientHeight]);
      plot.redraw();
    },
    zoom(factor, x, y) {
      plot.get("camera").scale(factor, [(-1 + (2 * x) / canvas.clientWidth) * aspect(), 1 - (2 * y) / canvas.clientHeight]);
      plot.redraw();
    },
  });
  new ResizeObserver(() => {
    if (isAtHome) void plot.set({ cameraTarget: [0, 0], cameraDistance: homeDistance() });
  }).observe(canvas);
  return result;
}
