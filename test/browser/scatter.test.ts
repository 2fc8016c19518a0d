import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { findChromium } from "../../scripts/chromium.mjs";
import { openPage } from "../../scripts/page.mjs";
import type {} from "./scatter-page.ts";

const entry = fileURLToPath(new URL("scatter-page.ts", import.meta.url));

describe.skipIf(!findChromium())("the scatter plot in Chromium", { timeout: 60_000 }, () => {
  let opened: Awaited<ReturnType<typeof openPage>>;
  beforeAll(async () => {
    opened = await openPage({ entry, webgl: true });
  }, 60_000);
  afterAll(() => opened?.close());
  beforeEach(() => opened.page.emulateMedia({ reducedMotion: "no-preference" }));
  const inPage = <Result>(run: () => Result | Promise<Result>) => opened.page.evaluate(run);
  const heard = () => inPage(() => globalThis.scatterPage.heard);

  it.each([2, 3] as const)("draws each point in its colour at its place: %s dimensions", async (dimensions) => {
    const wrong = await opened.page.evaluate((dimensions) => {
      const { make, pixels, rgb } = globalThis.scatterPage;
      make(40, { dimensions });
      const all = pixels();
      const { plot } = globalThis.scatterPage;
      return Array.from({ length: 40 }, (_, row) => {
        const [x, y] = plot.screenOf(row).map(Math.floor);
        return Math.max(...rgb(row % 3).map((value, i) => Math.abs(value - all[3 * (y! * 400 + x!) + i]!)));
      }).filter((off) => off > 40).length;
    }, dimensions);
    // In space, some points are behind others.
    expect(wrong).toBeLessThanOrEqual(dimensions === 2 ? 0 : 4);
    expect(await inPage(() => globalThis.scatterPage.plot.painter)).toBe("webgl");
  });

  it.each([
    ["on a plane, some selected, some faint", 2, false],
    ["in space", 3, false],
    ["in space, with a plane and lines", 3, true],
  ] as const)("draws the same without WebGL: %s", async (_what, dimensions, hasShapes) => {
    const { apart, inked } = await opened.page.evaluate(
      ([dimensions, hasShapes]) => {
        const of = (painter: "webgl" | "canvas") => {
          const triangles = { corners: Float32Array.of(-90, -90, 30, 90, -90, 30, 90, 90, 40), colour: "#0072b2", opacity: 0.8 };
          const lines = { ends: Float32Array.of(-80, 80, 0, 80, -80, 70, 0, 0, 0, 50, 90, 70), colour: "#000000", width: 2 };
          const shapes = hasShapes ? { triangles, lines } : undefined;
          const look = dimensions === 2 ? { strong: new Set([...Array(150).keys()].filter((i) => i % 2)) } : {};
          globalThis.scatterPage.make(150, { dimensions, painter, shapes, look });
          if (dimensions === 2) globalThis.scatterPage.plot.select([3, 60, 99]);
          return globalThis.scatterPage.pixels();
        };
        const [gl, canvas] = [of("webgl"), of("canvas")];
        const inked = gl.filter((value) => value < 200).length;
        return { apart: gl.filter((value, i) => Math.abs(value - canvas[i]!) > 64).length / inked, inked };
      },
      [dimensions, hasShapes] as const,
    );
    expect(await inPage(() => globalThis.scatterPage.plot.painter)).toBe("canvas");
    expect(inked).toBeGreaterThan(1500);
    // The edges of points differ, and the order of points at the same depth.
    expect(apart).toBeLessThan(0.04);
  });

  it("moves the points smoothly to their new places", async () => {
    const { ways, arrived, belongs, colours } = await inPage(async () => {
      const { make, spiral, frames, pixels } = globalThis.scatterPage;
      let ways: number[] = [];
      let colours: number[][] = [];
      // A busy machine may draw only a few frames in this time. Then the move is tried with a longer duration.
      for (let duration = 600; duration < 20_000 && new Set(ways).size < 4; duration *= 3) {
        [ways, colours] = [[], []];
        make(100);
        const { plot } = globalThis.scatterPage;
        plot.move(spiral(100, 2, 1), { duration });
        const began = performance.now();
        for (let isOver = false; !isOver; ) {
          isOver = performance.now() - began > duration + 200;
          await frames(1);
          const all = pixels();
          const [x, y] = plot.screenOf(99).map(Math.floor);
          ways.push(plot.screenOf(99)[0]);
          colours.push(all.slice(3 * (y! * 400 + x!), 3 * (y! * 400 + x!) + 3));
        }
      }
      make(100);
      globalThis.scatterPage.plot.move(spiral(100, 2, 1), { duration: 0 });
      await frames(2);
      return { ways, arrived: ways.at(-1)!, belongs: globalThis.scatterPage.plot.screenOf(99)[0], colours };
    });
    expect(arrived).toBeCloseTo(belongs, 3);
    expect(new Set(ways).size).toBeGreaterThan(3);
    expect(Math.abs(ways[0]! - arrived)).toBeGreaterThan(20);
    const blue = await inPage(() => globalThis.scatterPage.rgb(0));
    for (const colour of colours) for (const [i, value] of blue.entries()) expect(Math.abs(colour[i]! - value)).toBeLessThan(40);
  });

  it("shows ten moves per second as one smooth movement", async () => {
    const speeds = await inPage(async () => {
      const { make, spiral } = globalThis.scatterPage;
      make(2000);
      const { plot } = globalThis.scatterPage;
      const seen: { readonly at: number; readonly angle: number }[] = [];
      const began = performance.now();
      let [moved, moves] = [0, 0];
      while (performance.now() - began < 2000) {
        if (performance.now() - moved >= 100) {
          moved = performance.now();
          plot.move(spiral(2000, 2, ++moves * 0.3));
        }
        const at = await new Promise<number>(requestAnimationFrame);
        const [x, y] = plot.screenOf(1999);
        seen.push({ at, angle: Math.atan2(150 - y, x - 200) });
      }
      const turn = (from: number, to: number) => ((((to - from) % (2 * Math.PI)) + 3 * Math.PI) % (2 * Math.PI)) - Math.PI;
      return seen.slice(1).map(({ at, angle }, i) => (1000 * turn(seen[i]!.angle, angle)) / Math.max(4, at - seen[i]!.at));
    });
    const sorted = speeds.slice(Math.floor(speeds.length / 3)).sort((a, b) => a - b);
    const at = (part: number) => sorted[Math.floor(part * sorted.length)]!;
    // The average is 3 radians per second. If a move of 0.3 were done in one frame of 1/60 s, that frame would have 18 and the frames between moves 0.
    expect(at(0.1)).toBeGreaterThan(0.5);
    expect(at(0.95)).toBeLessThan(9);
  });

  it("moves at once for users who prefer reduced motion", async () => {
    await opened.page.emulateMedia({ reducedMotion: "reduce" });
    const [before, after, later] = await inPage(async () => {
      const { make, spiral, frames } = globalThis.scatterPage;
      make(100);
      const { plot } = globalThis.scatterPage;
      const before = plot.screenOf(99)[0];
      plot.move(spiral(100, 2, 1));
      await frames(1);
      const after = plot.screenOf(99)[0];
      await frames(5);
      return [before, after, plot.screenOf(99)[0]];
    });
    expect(Math.abs(after! - before!)).toBeGreaterThan(20);
    expect(later).toBe(after);
  });

  it("selects a point after a click, and reports the data coordinates of a click on an empty place", async () => {
    const { place, empty } = await inPage(() => {
      globalThis.scatterPage.make(60);
      const { plot } = globalThis.scatterPage;
      return { place: plot.screenOf(7), empty: plot.dataAt(15, 20) };
    });
    await opened.page.mouse.click(place[0], place[1]);
    await opened.page.mouse.click(15, 20);
    const all = await heard();
    expect(all.find(([what]) => what === "over")).toEqual(["over", 7]);
    expect(all.find(([what]) => what === "selected")).toEqual(["selected", [7]]);
    expect(all.filter(([what]) => what === "empty")).toEqual([["empty", empty]]);
    const [row7, screen] = await inPage(() => {
      const { plot, spiral } = globalThis.scatterPage;
      const [x, y] = plot.screenOf(7);
      return [[...spiral(60, 2).subarray(14, 16)], [...plot.dataAt(x, y)]];
    });
    expect(screen![0]).toBeCloseTo(row7![0]!, 3);
    expect(screen![1]).toBeCloseTo(row7![1]!, 3);
  });

  it("rotates points in space by dragging", async () => {
    await inPage(() => globalThis.scatterPage.make(60, { dimensions: 3 }));
    const turned = () => inPage(() => globalThis.scatterPage.plot.turned);
    const before = await turned();
    await opened.page.mouse.move(200, 150);
    await opened.page.mouse.down();
    await opened.page.mouse.move(250, 140, { steps: 3 });
    await opened.page.mouse.up();
    const after = await turned();
    expect(after.yaw - before.yaw).toBeCloseTo(0.4, 6);
    expect(after.pitch - before.pitch).toBeCloseTo(-0.08, 6);
  });

  it("zooms with two fingers around their middle, and moves with one finger", async () => {
    await inPage(() => globalThis.scatterPage.make(60));
    const at = (x: number, y: number) =>
      opened.page.evaluate(([x, y]) => [...globalThis.scatterPage.plot.dataAt(x!, y!)], [x, y]);
    const expectNear = (actual: readonly number[], expected: readonly number[]) => {
      for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, 3);
    };
    const session = await opened.page.context().newCDPSession(opened.page);
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", ...touchPoints: { x: number; y: number; id: number }[]) =>
      session.send("Input.dispatchTouchEvent", { type, touchPoints });
    const [left, between] = [await at(150, 150), await at(200, 150)];
    await touch("touchStart", { x: 150, y: 150, id: 0 }, { x: 250, y: 150, id: 1 });
    await touch("touchMove", { x: 120, y: 170, id: 0 }, { x: 320, y: 170, id: 1 });
    await touch("touchEnd");
    expectNear(await at(220, 170), between);
    expectNear(await at(120, 170), left);
    await touch("touchStart", { x: 150, y: 150, id: 0 });
    await touch("touchMove", { x: 190, y: 140, id: 0 });
    await touch("touchEnd");
    expectNear(await at(260, 160), between);
  });

  it("draws only when something has changed, and stops drawing and listening after it is closed", async () => {
    const drawn = await inPage(async () => {
      const { make, frames } = globalThis.scatterPage;
      make(60);
      const { plot } = globalThis.scatterPage;
      let drawn = 0;
      const { drawArrays } = WebGL2RenderingContext.prototype;
      WebGL2RenderingContext.prototype.drawArrays = function (...args) {
        drawn++;
        drawArrays.apply(this, args);
      };
      const during = async (run: () => void) => {
        await frames(3);
        drawn = 0;
        run();
        await frames(4);
        return drawn;
      };
      const counts = [
        await during(() => {}),
        await during(() => plot.select([1])),
        await during(() => {
          plot.close();
          plot.select([2]);
        }),
      ];
      WebGL2RenderingContext.prototype.drawArrays = drawArrays;
      globalThis.scatterPage.heard = [];
      return counts;
    });
    expect(drawn).toEqual([0, 1, 0]);
    await opened.page.mouse.move(200, 100, { steps: 4 });
    await opened.page.mouse.click(15, 20);
    expect(await heard()).toEqual([]);
  });

  it.each(["webgl", "canvas"] as const)("draws more points than fit into one frame in several frames: %s", async (painter) => {
    const [atFirst, atRest] = await opened.page.evaluate(async (painter) => {
      const count = 30_000;
      const shown = Uint8Array.from({ length: count }, (_, row) => Number(row % 1000 === 0));
      globalThis.scatterPage.make(count, { painter, look: { shown } });
      const { plot, pixels, frames } = globalThis.scatterPage;
      const missing = (isDrawnAgain: boolean) => {
        const all = pixels(isDrawnAgain);
        return Array.from({ length: 30 }, (_, i) => plot.screenOf(1000 * i).map(Math.floor)).filter(
          ([x, y]) => Math.min(...[0, 1, 2].map((i) => all[3 * (y! * 400 + x!) + i]!)) > 200,
        ).length;
      };
      const atFirst = missing(true);
      await frames(30);
      return [atFirst, missing(false)];
    }, painter);
    expect(atFirst).toBeGreaterThan(0);
    expect(atRest).toBe(0);
  });

  it("lists the points in the view, and shows a part of the map again", async () => {
    const found = await inPage(() => {
      globalThis.scatterPage.make(300);
      const { plot } = globalThis.scatterPage;
      const inView = () => {
        const rows = Array.from({ length: 300 }, (_, row) => row);
        const { width, height } = plot.size;
        return rows.filter((row) => {
          const [x, y] = plot.screenOf(row);
          return x >= 0 && x <= width && y >= 0 && y <= height;
        });
      };
      const all = plot.rowsInView(300)?.length;
      const part = { x: 0.3, y: -0.2, zoom: 4 };
      plot.show(part);
      const isSame = JSON.stringify(plot.rowsInView(300)) === JSON.stringify(inView());
      return { all, whole: inView().length, isSame, tooMany: plot.rowsInView(2), part: plot.part };
    });
    expect(found).toEqual({ all: 300, whole: expect.any(Number), isSame: true, tooMany: undefined, part: expect.anything() });
    expect(found.whole).toBeGreaterThan(5);
    expect(found.whole).toBeLessThan(100);
    expect(found.part!.zoom).toBeCloseTo(4);
  });

  it("draws again after the graphics context was lost", async () => {
    const inked = await inPage(async () => {
      const { make, pixels, frames } = globalThis.scatterPage;
      make(60);
      const count = () => pixels().filter((value) => value < 200).length;
      const before = count();
      const canvas = document.querySelector("canvas")!;
      const lost = canvas.getContext("webgl2")!.getExtension("WEBGL_lose_context")!;
      const heard = (name: string) => new Promise((resolve) => canvas.addEventListener(name, resolve, { once: true }));
      const isLost = heard("webglcontextlost");
      lost.loseContext();
      await isLost;
      const isBack = heard("webglcontextrestored");
      // The event must be over before the context can be restored.
      await new Promise((resolve) => setTimeout(resolve));
      lost.restoreContext();
      await isBack;
      await frames(2);
      return [before, count()];
    });
    expect(inked[0]).toBeGreaterThan(1000);
    expect(inked[1]).toBe(inked[0]);
    expect(opened.errors).toEqual([]);
  });
});
