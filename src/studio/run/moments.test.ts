import { describe, expect, it } from "vitest";
import { withMoment } from "./moments.ts";

const moment = (epochs: number) => ({ epochs, weights: new Float32Array(1) });

describe("moments of a run", () => {
  it("include the first and the last one and are spread evenly over the run", () => {
    let moments: ReturnType<typeof withMoment> = [];
    for (let i = 0; i <= 1000; i++) moments = withMoment(moments, moment(i / 10), 20);
    expect(moments).toHaveLength(20);
    expect(moments[0]!.epochs).toBe(0);
    expect(moments.at(-1)!.epochs).toBe(100);
    const gaps = moments.slice(1).map(({ epochs }, i) => epochs - moments[i]!.epochs);
    expect(Math.max(...gaps)).toBeLessThan(15);
  });

  it("drop the later moments when a run continues from an earlier one", () => {
    const moments = [0, 1, 2, 3].map(moment).reduce<ReturnType<typeof withMoment>>((all, one) => withMoment(all, one), []);
    expect(withMoment(moments, moment(1.5)).map(({ epochs }) => epochs)).toEqual([0, 1, 1.5]);
  });
});
