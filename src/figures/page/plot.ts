import createScatterplot, { createRegl, createRenderer } from "regl-scatterplot";
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

export interface Plot {
  /** The positions as they are drawn: moved and scaled, both axes alike. */
  readonly placed: Float32Array;
  /** Draws the points in another look; while a frame is being drawn, the last look wins. */
  paint(look: Look): Promise<void>;
  select(rows: readonly number[]): void;
  /** Whether dragging draws a lasso, or moves the map. */
  lasso(on: boolean): void;
  zoom(factor: number): void;
  /** Shows all points. */
  reset(): void;
  /** Moves the view to a row, where it isn't well inside. */
  bringIntoView(row: number): void;
  /** Where a row is on the canvas, in CSS pixels. */
  screenOf(row: number): readonly [number, number];
  /** What is in the middle of the view, as `placed`. */
  middle(): readonly [number, number];
}

const FAINT = 0.07;
const STRONG = 0.85;
/** Room around the points, as a part of the view. */
const PADDING = 1.08;
/** A point this near to the edge, as a part of the view, is brought to the middle. */
const EDGE = 0.06;
/** How long the view takes to get somewhere, in milliseconds. */
const WAY = 250;

/** The points' diameter in CSS pixels: the more there are, the smaller; on a large screen, larger. */
function diameterOf(count: number, canvas: HTMLCanvasElement): number {
  const usual = count <= 500 ? 8 : count <= 5000 ? 6 : count <= 20000 ? 5 : 3;
  return usual * Math.min(3, Math.max(1, Math.min(canvas.clientWidth, canvas.clientHeight) / 900));
}

/** Positions [n, 2] moved and scaled, both axes alike, so that the longer side goes from -1 to 1; and half of both sides. */
function centred(positions: Float32Array): { readonly placed: Float32Array; readonly half: readonly [number, number] } {
  const low = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const high = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < positions.length; i++) {
    low[i % 2] = Math.min(low[i % 2]!, positions[i]!);
    high[i % 2] = Math.max(high[i % 2]!, positions[i]!);
  }
  const [width, height] = [high[0]! - low[0]!, high[1]! - low[1]!];
  const scale = 2 / (Math.max(width, height) || 2);
  const placed = positions.map((value, i) => (value - (low[i % 2]! + high[i % 2]!) / 2) * scale);
  return { placed, half: [(width / 2) * scale, (height / 2) * scale] };
}

/** Whether the browser has the WebGL that the plot needs: float textures hold the points. */
export function hasWebGl(): boolean {
  const gl = document.createElement("canvas").getContext("webgl");
  return Boolean(gl?.getExtension("OES_texture_float"));
}

/** What draws for the plot. It draws into a texture and copies the sheet in the same frame, so the sheet needs neither antialiasing nor to be kept. */
function makeRenderer() {
  const sheet = document.createElement("canvas");
  sheet.getContext("webgl", { antialias: false, preserveDrawingBuffer: false });
  return createRenderer({ canvas: sheet, regl: createRegl(sheet) });
}

/** Points on a canvas that can be moved, zoomed, pointed at and selected. */
export function makePlot(canvas: HTMLCanvasElement, positions: Float32Array, heard: Heard): Plot {
  const { placed, half } = centred(positions);
  const count = positions.length / 2;
  const coordinates = (axis: number) => Array.from({ length: count }, (_, i) => placed[2 * i + axis]!);
  const [x, y] = [coordinates(0), coordinates(1)];
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const renderer = makeRenderer();
  const scatter = createScatterplot({
    canvas,
    renderer,
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
    actionKeyMap: { lasso: "shift", merge: /Mac|iPhone|iPad/.test(navigator.userAgent) ? "cmd" : "ctrl", remove: "alt" },
    // The library's types lack `renderer`, and describe `actionKeyMap` under an older name.
  } as Parameters<typeof createScatterplot>[0]);

  let next: Look | undefined;
  let painting: Promise<void> | undefined;
  let isAtHome = true;
  let isLassoOn = false;

  const aspect = () => canvas.clientWidth / canvas.clientHeight || 1;
  const homeDistance = () => Math.max(half[1], half[0] / aspect(), 0.1) * PADDING;
  const middle = () => [...scatter.get("cameraTarget")] as unknown as [number, number];
  const distance = () => scatter.get("cameraDistance");
  const goTo = (target: readonly number[], to: number) => {
    void scatter.zoomToLocation([...target], to, { transition: !still.matches, transitionDuration: WAY });
  };
  const leaveHome = () => {
    isAtHome = false;
  };

  async function draw(): Promise<void> {
    while (next) {
      const { places, colours, background, shown, strong } = next;
      next = undefined;
      const each = [...colours];
      await scatter.set({ pointColor: each, pointColorActive: each, pointColorHover: each, backgroundColor: background });
      const valueW = Array.from({ length: count }, (_, i) => (!strong || strong.has(i) ? 1 : 0));
      const types = { zDataType: "categorical", wDataType: "categorical" } as const;
      await scatter.draw({ x, y, valueZ: places, valueW }, { ...types, preventFilterReset: true });
      if (shown) await scatter.filter([...shown]);
      else if (scatter.get("isPointsFiltered")) await scatter.unfilter();
    }
    painting = undefined;
  }

  function fit(): void {
    renderer.resize(canvas.clientWidth, canvas.clientHeight);
    const home = isAtHome ? { cameraTarget: [0, 0] as [number, number], cameraDistance: homeDistance() } : {};
    void scatter.set({ pointSize: diameterOf(count, canvas), ...home });
  }

  scatter.subscribe("pointOver", (row: number) => heard.over(row));
  scatter.subscribe("pointOut", () => heard.out());
  scatter.subscribe("select", ({ points }: { points: number[] }) => heard.selected(points.toSorted((a, b) => a - b)));
  scatter.subscribe("deselect", () => heard.selected([]));
  scatter.subscribe("drawing", () => heard.moved());
  for (const type of ["wheel", "mousedown", "pointerdown"]) canvas.addEventListener(type, leaveHome, { passive: true });
  listenToTouch(canvas, {
    lassos: () => isLassoOn,
    pan(dx, dy) {
      scatter.get("camera").pan([(2 * dx * aspect()) / canvas.clientWidth, (-2 * dy) / canvas.clientHeight]);
      scatter.redraw();
    },
    zoom(factor, left, top) {
      const at = [(-1 + (2 * left) / canvas.clientWidth) * aspect(), 1 - (2 * top) / canvas.clientHeight];
      scatter.get("camera").scale(factor, at);
      scatter.redraw();
    },
  });
  fit();
  new ResizeObserver(fit).observe(canvas);

  return {
    placed,
    paint(look) {
      next = look;
      painting ??= draw();
      return painting;
    },
    select: (rows) => scatter.select([...rows]),
    lasso(on) {
      isLassoOn = on;
      void scatter.set({ mouseMode: on ? "lasso" : "panZoom" });
    },
    zoom(factor) {
      leaveHome();
      goTo(middle(), distance() / factor);
    },
    reset() {
      isAtHome = true;
      goTo([0, 0], homeDistance());
    },
    bringIntoView(row) {
      const [left, top] = scatter.getScreenPosition(row)!;
      const [across, down] = [left / canvas.clientWidth, top / canvas.clientHeight];
      if (Math.min(across, down, 1 - across, 1 - down) > EDGE) return;
      leaveHome();
      goTo([x[row]!, y[row]!], distance());
    },
    screenOf: (row) => scatter.getScreenPosition(row)!,
    middle,
  };
}
