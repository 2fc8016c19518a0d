import { makeScatter, type Scatter } from "../src/explorer/scatter/index.ts";
import { classColour, PAPER } from "../src/figures/colours.ts";

/** Frames per second, and the time of the slowest 5 % of the frames in milliseconds. */
interface Measured {
  readonly fps: number;
  readonly slow: number;
}

declare global {
  var measureScatter: (count: number, what: "zoom" | "live" | "turn", painter: "webgl" | "canvas") => Promise<Measured>;
}

const SECONDS = 3;

/** Makes points in ten round groups. */
function groups(count: number, dimensions: number, turn: number): Float32Array {
  let seed = 1;
  const random = () => {
    seed = (seed * 16807) % 2147483647;
    return seed / 2147483647 - 0.5;
  };
  return Float32Array.from({ length: count * dimensions }, (_, i) => {
    const [group, axis] = [Math.floor(i / dimensions) % 10, i % dimensions];
    const angle = (group / 10) * 2 * Math.PI + turn;
    return 3 * [Math.cos(angle), Math.sin(angle), Math.cos(2 * angle)][axis]! + random() + random() + random();
  });
}

/**
 * Measures a plot that fills the page and changes in every frame: it is zoomed, rotated, or gets new points ten times per second.
 */
globalThis.measureScatter = async (count, what, painter) => {
  const canvas = document.createElement("canvas");
  canvas.style.cssText = "position: fixed; inset: 0; width: 100vw; height: 100vh";
  document.body.replaceChildren(canvas);
  const dimensions = what === "turn" ? 3 : 2;
  const plot: Scatter = makeScatter(canvas, groups(count, dimensions, 0), {}, { dimensions, painter });
  const colours = Array.from({ length: 10 }, (_, i) => classColour(i, "light"));
  plot.paint({ places: Array.from({ length: count }, (_, i) => i % 10), colours, background: PAPER.light });
  const moves = what === "live" ? Array.from({ length: 8 }, (_, i) => groups(count, 2, 0.1 * i)) : [];
  // The time of the first frames is that before the points were made.
  for (let i = 0; i < 5; i++) await new Promise(requestAnimationFrame);
  const times: number[] = [];
  let moved = 0;
  while (times.length < 5 || times.at(-1)! - times[0]! < 1000 * SECONDS) {
    const now = await new Promise<number>(requestAnimationFrame);
    times.push(now);
    const i = times.length;
    if (what === "turn") plot.turn(i / 50, 0.4);
    else if (what === "zoom")
      canvas.dispatchEvent(new WheelEvent("wheel", { deltaY: i % 40 < 20 ? -5 : 5, clientX: 640, clientY: 400 }));
    else if (now - moved >= 100) {
      moved = now;
      plot.move(moves[Math.floor(now / 100) % moves.length]!);
    }
  }
  plot.close();
  const gaps = times.slice(1).map((time, i) => time - times[i]!);
  gaps.sort((a, b) => a - b);
  return { fps: (1000 * gaps.length) / (times.at(-1)! - times[0]!), slow: gaps[Math.floor(0.95 * gaps.length)]! };
};
