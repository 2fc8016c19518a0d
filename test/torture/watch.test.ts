import { expect, it } from "vitest";
import { ndarray } from "../../src/core/ndarray.ts";
import { type Random, random } from "../../src/core/random.ts";
import { nodeRuntime } from "../../src/runtime/node.ts";
import { SeriesDetector, type SeriesWatch } from "../../src/series/index.ts";
import { report, timeout, times } from "./torture.fixture.ts";

const STEP = 60_000;
const rowAt = (t: number, source: Random) => [
  Math.sin((2 * Math.PI * t) / 24) + 0.1 * source.normal(),
  100 + 20 * Math.cos((2 * Math.PI * t) / 24) + 2 * source.normal(),
];

/** A row with its time, as it comes: missing values, spikes, gaps of all lengths, doubled and late readings, and uneven times. */
function* stream(count: number, source: Random): Generator<{ row: number[]; time: number }> {
  let [t, time] = [0, 1e12];
  for (let i = 0; i < count; i++) {
    const kind = source.uniform();
    if (kind < 0.005) yield { row: rowAt(t, source), time };
    else if (kind < 0.01) yield { row: rowAt(t, source), time: 1e12 + (t - 1 - source.integer(50)) * STEP };
    else {
      t += kind < 0.99 ? 1 : 1 + source.integer(30);
      const row = rowAt(t, source).map((value) =>
        source.uniform() < 0.02 ? Number.NaN : source.uniform() < 0.001 ? 1e6 : value,
      );
      time = 1e12 + (t + 0.2 * source.uniform()) * STEP;
      yield { row, time };
    }
  }
}

const megabytes = () => process.memoryUsage().rss / 2 ** 20;

it("a watch scores for a long time with the same memory, and goes on from its state with the same scores", {
  timeout,
}, async () => {
  const runtime = await nodeRuntime({ threads: 1 });
  const source = random(21);
  const rows = ndarray("float32", [600, 2], Float32Array.from(Array.from({ length: 600 }, (_, t) => rowAt(t, source)).flat()));
  const detector = await new SeriesDetector({ window: 24, steps: 20, folds: 2 }).fit(rows, {
    times: Float64Array.from({ length: 600 }, (_, t) => t * STEP),
    runtime,
  });
  const total = times(5000, 1_000_000);
  const watch = detector.watch({ runtime });
  let other: SeriesWatch | undefined;
  let [pushed, early, compared, largest, finite] = [0, 0, 0, 0, true];
  const before = process.cpuUsage();
  let used = 0;
  for (const { row, time } of stream(total, random(22))) {
    // In one of twenty stretches, a second watch that goes on from the state of the first has to say the same.
    if (pushed % (total / 20) === 0) {
      const state = JSON.stringify(watch.state());
      largest = Math.max(largest, state.length);
      other = detector.watch({ runtime, state: JSON.parse(state) });
    }
    const scored = await watch.push(row, time);
    if (other) {
      expect(await other.push(row, time)).toEqual(scored);
      compared++;
      if (compared % 50 === 0) {
        await other.close();
        other = undefined;
      }
    }
    finite &&= scored === undefined || Number.isFinite(scored.score);
    pushed++;
    if (pushed === total / 10) {
      early = megabytes();
      used = process.cpuUsage(before).user;
    }
  }
  const { user, system } = process.cpuUsage(before);
  const late = megabytes();
  const { counts } = watch;
  await watch.close();
  expect(finite).toBe(true);
  expect(counts.readings + counts.late + counts.doubled).toBe(total);
  expect(counts.restarts).toBeGreaterThan(0);
  expect(late).toBeLessThan(early + 100);
  report(
    `watch: ${total} readings of two channels, ${((user + system) / 1000 / total).toFixed(2)} ms of processor time each (the first tenth ${((10 * used) / 1000 / total).toFixed(2)}), ${early.toFixed(0)} MB after a tenth and ${late.toFixed(0)} MB at the end, a state of at most ${Math.ceil(largest / 1000)} kB, ${compared} scores the same after going on from a state; ${counts.missing} missing, ${counts.late} late, ${counts.doubled} doubled, ${counts.restarts} long gaps`,
  );
});
