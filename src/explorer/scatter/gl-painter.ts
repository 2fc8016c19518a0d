import { makeWorkshop } from "./gl.ts";
import { floats, makePoints } from "./gl-points.ts";
import { makeLines, makeTriangles } from "./gl-shapes.ts";
import { contrastTo } from "./look.ts";
import { LEAST } from "./pace.ts";
import type { Painter, Scene } from "./scene.ts";

/** Returns the matrix from CSS pixels to clip space. */
const screenMatrix = ({ size: { width, height } }: Scene): Float32Array =>
  Float32Array.of(2 / width, 0, 0, 0, 0, -2 / height, 0, 0, 0, 0, 1, 0, -1, 1, 0, 1);

/** Makes a painter that draws with WebGL 2. Returns undefined if WebGL 2 isn't available. */
export function glPainter(canvas: HTMLCanvasElement): Painter | undefined {
  const context = canvas.getContext("webgl2", { alpha: false, antialias: false, depth: true, preserveDrawingBuffer: true });
  if (!context) return undefined;
  const gl = context;
  const workshop = makeWorkshop(gl);
  const make = () => ({
    points: makePoints(workshop),
    lines: makeLines(workshop),
    lasso: makeLines(workshop),
    triangles: makeTriangles(workshop),
  });
  let parts = gl.isContextLost() ? undefined : make();
  let latest: Scene | undefined;
  const listening = new AbortController();
  // After a lost context is restored, the graphics card has lost all buffers.
  canvas.addEventListener("webglcontextlost", (event) => event.preventDefault(), listening);
  const remake = () => {
    parts = make();
    if (latest) draw({ ...latest, some: undefined });
  };
  canvas.addEventListener("webglcontextrestored", remake, listening);

  function draw(scene: Scene): void {
    latest = scene;
    if (!parts || gl.isContextLost()) return;
    gl.viewport(0, 0, canvas.width, canvas.height);
    gl.depthMask(true);
    gl.clearColor(...floats(scene.background), 1);
    if (!scene.some?.start) gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    // If the points are drawn in the order of their rows, the depth test would only cost time.
    if (scene.isLayered) gl.enable(gl.DEPTH_TEST);
    else gl.disable(gl.DEPTH_TEST);
    gl.depthFunc(gl.LEQUAL);
    parts.points(scene);
    if (scene.lines) parts.lines(scene.lines, scene.dimensions, scene.matrix, scene);
    gl.depthMask(false);
    if (scene.triangles) parts.triangles(scene.triangles, scene);
    if (scene.lasso) drawLasso(scene, scene.lasso);
    // Reading a pixel waits for the graphics card.
    if (scene.to.length / scene.dimensions > LEAST) gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
  }

  function drawLasso(scene: Scene, lasso: NonNullable<Scene["lasso"]>): void {
    gl.disable(gl.DEPTH_TEST);
    const points = Float32Array.from(lasso.flatMap((at, i, all) => [...at, ...all[(i + 1) % all.length]!]));
    parts?.lasso({ points, colour: contrastTo(scene.background), opacity: 0.7, width: 1.5 }, 2, screenMatrix(scene), scene);
  }

  return {
    draw,
    close() {
      listening.abort();
      workshop.close();
    },
  };
}
