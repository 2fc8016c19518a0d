import { Camera } from "./camera.ts";
import { canvasPainter } from "./canvas-painter.ts";
import { Cloud } from "./cloud.ts";
import { DrawnShapes } from "./drawn-shapes.ts";
import { Frames } from "./frames.ts";
import { listen } from "./gestures.ts";
import { glPainter } from "./gl-painter.ts";
import { diameterOf, isDrawn, type Look, marksOf, rgbOf } from "./look.ts";
import { motionOf } from "./motion.ts";
import { Pace, spreadOrder } from "./pace.ts";
import { dataOf, placed } from "./placement.ts";
import { rowsInside } from "./polygon.ts";
import type { Shapes } from "./scene.ts";
import { selectedAfter } from "./selection.ts";
import { matrixOf, reachOf, rotationOf, type Turn, unturned } from "./turn.ts";
import { homeView, type Place, panned, placeAt, type Size, screenOf } from "./view.ts";

/** Handlers of a plot's events. */
export interface Heard {
  over?(row: number): void;
  out?(): void;
  /** Called with the selected rows, in order, after the selection changed. */
  selected?(rows: readonly number[]): void;
  /** Called with the data at the place after a click where there is no point. */
  empty?(data: readonly number[]): void;
  /** Called after each frame, because the points may have moved on the screen. */
  moved?(): void;
}

export interface ScatterOptions {
  /** Numbers per point (default 2). With 3, the user can rotate the points in space. */
  readonly dimensions?: 2 | 3;
  /** "canvas" draws without WebGL (default "webgl" if it is available). */
  readonly painter?: "webgl" | "canvas";
}

/** A part of a map: its middle in the units of `placed`, and how much larger it is than the whole map, 1 or more. */
export interface ShownPart {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export type Scatter = ReturnType<typeof makeScatter>;

/** Duration of a change of the view, in milliseconds. */
const WAY = 250;
/** `bringIntoView` moves a point to the middle if it is this near to an edge, as a fraction of the view. */
const EDGE = 0.06;
/** Maximum distance between the pointer and a point that it points at, in CSS pixels. */
const NEAR = { mouse: 4, touch: 12 } as const;
/** Rotation per CSS pixel of a drag, in radians. */
const TURNING = 0.008;

/**
 * Makes a scatter plot of points [n, dimensions] on a canvas, in which the user can move, zoom, point at points and select them.
 * It draws with WebGL 2 or, more slowly, without it.
 */
export function makeScatter(
  canvas: HTMLCanvasElement,
  positions: Float32Array,
  heard: Heard = {},
  { dimensions = 2, painter: wanted = "webgl" }: ScatterOptions = {},
) {
  const gl = wanted === "webgl" ? glPainter(canvas) : undefined;
  const painter = gl ?? canvasPainter(canvas);
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const listening = new AbortController();
  const cloud = new Cloud(positions, dimensions);
  const camera = new Camera(sizeOf());
  const added = new DrawnShapes();
  const frames = new Frames(draw);
  let look: Look | undefined;
  let marks: Uint8Array = new Uint8Array(4 * cloud.count);
  let selected: ReadonlySet<number> = new Set();
  let lasso: readonly Place[] | undefined;
  let isLassoOn = false;
  let hovered: number | undefined;
  let turned: Turn = { yaw: 0.6, pitch: 0.35 };
  let rotation = dimensions === 3 ? rotationOf(turned) : undefined;
  let drawnAt = 0;
  let movedAt = Number.NEGATIVE_INFINITY;
  const pace = new Pace();
  let order: Uint32Array | undefined;
  /** The number of points that the picture on the canvas has, in `order`. It is 0 after a change, which makes a new picture. */
  let drawn = 0;

  function sizeOf(): Size {
    return { width: canvas.clientWidth, height: canvas.clientHeight };
  }
  const half = (): Place => (dimensions === 3 ? [reachOf(cloud.half[0]), reachOf(cloud.half[1])] : cloud.half);
  const way = () => (still.matches ? undefined : { began: performance.now(), duration: WAY, isGentle: true });
  const flat = () => cloud.flat(rotation);
  const flatOf = (row: number): Place => [flat()[2 * row]!, flat()[2 * row + 1]!];
  const onScreen = (row: number) => screenOf(camera.view, camera.size, flatOf(row));
  const flatAt = (at: Place) => placeAt(camera.view, camera.size, at);
  const diameter = () => diameterOf(cloud.count, Math.min(camera.size.width, camera.size.height));
  function dataAt(at: Place): readonly number[] {
    return dataOf(rotation ? unturned(rotation, flatAt(at)) : flatAt(at), cloud.placement);
  }

  function refresh(): void {
    drawn = 0;
    frames.ask();
  }

  function draw(now: number): boolean {
    drawnAt = now;
    const isMoving = [cloud.advance(now), camera.advance(now)].includes(true);
    const { view, size } = camera;
    if (!look || size.width === 0 || size.height === 0) return isMoving;
    const start = isMoving || drawn >= cloud.count ? 0 : drawn;
    const end = Math.min(cloud.count, start + pace.most);
    const isPart = end - start < cloud.count;
    if (isPart) order ??= spreadOrder(cloud.count);
    const began = performance.now();
    painter.draw({
      dimensions,
      from: cloud.from,
      to: cloud.to,
      part: cloud.part,
      marks,
      some: isPart ? { order: order!, start, end } : undefined,
      isLayered: dimensions === 3 || selected.size > 0 || look.strong !== undefined,
      matrix: matrixOf(view, size, rotation),
      size,
      ratio: canvas.width / size.width,
      diameter: diameter(),
      background: rgbOf(look.background),
      triangles: added.triangles(cloud.part),
      lines: added.lines(cloud.part),
      lasso,
    });
    pace.took(end - start, performance.now() - began);
    drawn = end;
    if (start === 0) heard.moved?.();
    return isMoving || drawn < cloud.count;
  }

  function resize(): void {
    const size = sizeOf();
    const [width, height] = [size.width, size.height].map((side) => Math.round(side * devicePixelRatio));
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width!, height!];
    camera.size = size;
    if (camera.isAtHome) camera.goHome(half());
    drawn = 0;
    frames.now();
  }

  function mark(): void {
    if (look) marks = marksOf(look, cloud.count, selected);
    refresh();
  }

  function setSelected(rows: readonly number[]): void {
    selected = new Set(rows);
    mark();
    heard.selected?.(rows);
  }

  function near(at: Place, slack: number): number | undefined {
    const pixel = (2 * camera.view.distance) / (camera.size.height || 1);
    return cloud.grid(rotation).nearest(flatAt(at), (diameter() / 2 + slack) * pixel, (row) => isDrawn(marks, row));
  }

  function hover(row: number | undefined): void {
    if (row === hovered) return;
    hovered = row;
    if (row === undefined) heard.out?.();
    else heard.over?.(row);
  }

  function turn(yaw: number, pitch: number): void {
    turned = { yaw, pitch };
    if (dimensions === 3) rotation = rotationOf(turned);
    refresh();
  }

  function reset(): void {
    camera.goHome(half(), way());
    refresh();
  }

  listen(
    canvas,
    {
      lassos: () => isLassoOn,
      hover: (at) => hover(at && near(at, NEAR.mouse)),
      drag([dx, dy]) {
        if (dimensions === 3) {
          const pitch = Math.min(Math.PI / 2, Math.max(-Math.PI / 2, turned.pitch + dy * TURNING));
          turn(turned.yaw + dx * TURNING, pitch);
        } else camera.goTo(panned(camera.view, camera.size, [dx, dy]));
        refresh();
      },
      zoom(factor, at) {
        camera.zoom(factor, half(), at);
        refresh();
      },
      drawing(drawn) {
        lasso = drawn;
        refresh();
      },
      lassoed(drawn, how) {
        const inside = rowsInside(flat(), drawn.map(flatAt));
        const rows = inside.filter((row) => isDrawn(marks, row));
        setSelected(selectedAfter(selected, rows, how));
      },
      click(at, how, isTouch) {
        const row = near(at, isTouch ? NEAR.touch : NEAR.mouse);
        if (isTouch) hover(row);
        if (row === undefined) heard.empty?.(dataAt(at));
        else setSelected(selectedAfter(selected, [row], how));
      },
      doubleClick: reset,
    },
    listening.signal,
  );
  const observer = new ResizeObserver(resize);
  observer.observe(canvas);
  // The page may have been zoomed or moved to another screen.
  addEventListener("resize", resize, listening);
  resize();

  return {
    /** Whether the plot draws with WebGL. */
    painter: gl ? ("webgl" as const) : ("canvas" as const),
    /**
     * Present positions of the points, [n, 2], shifted and scaled by the same factor on both axes. Points in space are projected.
     */
    get placed(): Float32Array {
      return flat();
    },
    /** Rotation of points in space, in radians. */
    get turned(): Turn {
      return turned;
    },
    /** Size of the canvas in CSS pixels. */
    get size(): Size {
      return camera.size;
    },
    /** The visible part of the map, or undefined if it is the whole map. */
    get part(): ShownPart | undefined {
      const { x, y, distance } = camera.view;
      return camera.isAtHome ? undefined : { x, y, zoom: homeView(half(), camera.size).distance / distance };
    },
    /** Shows a part of the map, or the whole map. */
    show(part: ShownPart | undefined): void {
      if (part) camera.goTo({ x: part.x, y: part.y, distance: homeView(half(), camera.size).distance / part.zoom });
      else camera.goHome(half());
      refresh();
    },
    /** Returns the visible points inside the view, in the order of their rows; undefined if there are more than `most`. */
    rowsInView(most: number): readonly number[] | undefined {
      const { width, height } = camera.size;
      return cloud.grid(rotation).within(flatAt([0, height]), flatAt([width, 0]), (row) => isDrawn(marks, row), most);
    },
    /** Draws the points with a new look. Before the first call, nothing is drawn. */
    paint(next: Look): void {
      look = next;
      mark();
    },
    /**
     * Moves the points to other positions [n, dimensions], at once if the user prefers reduced motion.
     * @param duration in milliseconds. By default, it depends on the time since the last move.
     * @throws ShapeError if their number isn't that of the present ones.
     */
    move(next: Float32Array, { duration }: { readonly duration?: number } = {}): void {
      const now = performance.now();
      const { part } = cloud;
      // A motion that interrupts another one begins at the time of the last frame. Otherwise, the next frame would look the same
      // as the last.
      const motion = still.matches ? undefined : { ...motionOf(now, movedAt, duration), ...(part < 1 && { began: drawnAt }) };
      cloud.move(next, motion);
      added.place(cloud.placement, part);
      if (camera.isAtHome) camera.goHome(half(), motion);
      movedAt = now;
      refresh();
    },
    /** Draws triangles and lines among the points, in the units of the data. Removes them if `shapes` is undefined. */
    shapes(shapes: Shapes | undefined): void {
      added.set(shapes, cloud.placement, cloud.part);
      refresh();
    },
    select: setSelected,
    /** Sets whether dragging draws a lasso. If not, it moves the points or, in space, rotates them. */
    lasso(on: boolean): void {
      isLassoOn = on;
    },
    zoom(factor: number): void {
      camera.zoom(factor, half(), undefined, way());
      refresh();
    },
    /** Shows all points. */
    reset,
    /** Rotates points in space around the vertical axis, then towards the viewer, in radians. */
    turn,
    /** Moves the view to a row if it is outside or near the edge. */
    bringIntoView(row: number): void {
      const [left, top] = onScreen(row);
      const [across, down] = [left / camera.size.width, top / camera.size.height];
      if (Math.min(across, down, 1 - across, 1 - down) > EDGE) return;
      const [x, y] = flatOf(row);
      camera.goTo({ ...camera.view, x, y }, way());
      refresh();
    },
    /** Returns the position of a row on the canvas, in CSS pixels. */
    screenOf: onScreen,
    /** Returns the position of 2-D data on the canvas, in CSS pixels. */
    placeOf(data: readonly number[]): Place {
      const [x, y] = placed(Float32Array.from(data), cloud.placement);
      return screenOf(camera.view, camera.size, [x!, y!]);
    },
    /**
     * Returns the data at a position on the canvas, in CSS pixels. In space, they are as far away as the middle of the points.
     */
    dataAt: (x: number, y: number): readonly number[] => dataAt([x, y]),
    /** Returns the place in the middle of the view, in the units of `placed`. */
    middle: (): Place => [camera.view.x, camera.view.y],
    /** Adapts the plot to the size of the canvas. The plot also does this by itself after a change. */
    resize,
    /** Frees the memory on the graphics card and removes all listeners. */
    close(): void {
      frames.stop();
      observer.disconnect();
      listening.abort();
      painter.close();
    },
  };
}
