// Generates regular series of several channels with faults of one kind each, and marks the faulty readings.
//   node bench/planted-faults.mjs KIND [SEED] > series.csv   with a column `broken`
import { pathToFileURL } from "node:url";
import { asCsv } from "../examples/sensors.mjs";
import { source } from "./planted-errors.mjs";

/** Readings of a day, one every half hour. */
const DAY = 48;
const [NOISE, WANDER] = [0.1, 0.2];

/**
 * How each kind of fault changes a channel. `readings` is its shortest duration, and `share` the share of readings in faults.
 * `value` computes a reading, in a unit in which the daily cycle goes from about -1 to 1. At `size` 1 a person would just see the
 * fault in a plot of the channel. Sizes and durations go up to 1.4 times that.
 */
const FAULTS = {
  spike: { readings: 2, share: 0.03, value: (c, t, { sign, size }) => c.usual(t) + 0.7 * sign * size },
  flat: { readings: 16, share: 0.05, value: (c, _t, { start }) => c.usual(start) },
  drift: { readings: 60, share: 0.06, value: (c, t, { sign, size, done }) => c.usual(t) + 0.9 * sign * size * done },
  missed: { readings: 40, share: 0.05, value: (c, t, { size }) => c.usual(t) - 0.65 * size * (c.cycle(t) - c.middle) },
  shift: { readings: 40, share: 0.05, value: (c, t, { sign, size }) => c.usual(t) + 0.7 * sign * size },
  variance: { readings: 40, share: 0.05, value: (c, t, { size }) => c.usual(t) + (3 * size - 1) * c.noise[t] },
  period: {
    readings: 72,
    share: 0.06,
    value: (c, t, { start, size }) => c.usual(t) - c.cycle(t) + c.cycle(start + (1 + 0.5 * size) * (t - start)),
  },
  shape: {
    readings: 40,
    share: 0.05,
    value: (c, t, { sign, size }) =>
      c.usual(t) + (sign > 0 ? c.cycle(t - 0.16 * size * DAY) - c.cycle(t) : -1.3 * size * (c.cycle(t) - c.middle)),
  },
};
export const KINDS = Object.keys(FAULTS);

/**
 * Returns the rows of a series, { timestamp, channel_1, channel_2, … }, and for each row whether it is faulty (1) or not (0).
 * Every other fault is in one channel, and the rest in about half of them. The sound readings of a seed are the same for each kind, and without one.
 * @param {object} options
 * @param {string} [options.kind] one of KINDS; no faults if it is left out.
 * @param {number} [options.seed]
 * @param {number} [options.channels]
 * @param {number} [options.days] length of the series.
 * @param {boolean} [options.trend] whether the level of each channel rises or falls by its daily cycle over the whole series.
 * @param {number} [options.missing] share of missing values, such as 0.03.
 */
export function plantedSeries({ kind, seed = 1, channels = 3, days = 60, trend = false, missing = 0 }) {
  const readings = DAY * days;
  const sound = source(1000 * seed);
  const common = { wander: wanderOf(readings, sound), phase: 2 * Math.PI * sound.uniform() };
  const made = Array.from({ length: channels }, () => channelOf(readings, common, trend, sound));
  const values = made.map((channel) => Float64Array.from({ length: readings }, (_, t) => channel.usual(t)));
  const labels = new Uint8Array(readings);
  if (kind) {
    const random = source(1000 * seed + 1 + KINDS.indexOf(kind));
    for (const [number, fault] of faultsIn(readings, FAULTS[kind], random).entries()) {
      const first = random.whole(0, channels - 1);
      for (const [i, channel] of made.entries()) {
        const isHit = i === first || (number % 2 === 1 && random.uniform() < 0.5);
        for (let t = fault.start; isHit && t < fault.end; t++) {
          const done = (t - fault.start + 1) / (fault.end - fault.start);
          values[i][t] = FAULTS[kind].value(channel, t, { ...fault, done });
        }
      }
      labels.fill(1, fault.start, fault.end);
    }
  }
  const gaps = source(1000 * seed + 999);
  const rows = Array.from({ length: readings }, (_, t) => {
    const cells = made.map(({ level, unit }, i) => [
      `channel_${i + 1}`,
      gaps.uniform() < missing ? "" : (level + unit * values[i][t]).toPrecision(6),
    ]);
    const timestamp = new Date(Date.UTC(2024, 0, 1) + 1_800_000 * t).toISOString().slice(0, 19);
    return { timestamp, ...Object.fromEntries(cells) };
  });
  return { rows, labels };
}

/** Makes a channel: a daily cycle that is smaller at weekends, a slow wander, noise, and perhaps a trend. */
function channelOf(readings, common, trend, random) {
  const { uniform, normal, pick } = random;
  const phase = common.phase + 0.5 * normal();
  const [second, weekend, slope] = [0.4 * uniform(), 0.5 + 0.3 * uniform(), trend ? pick([-2, 2]) / readings : 0];
  // Some channels are like a load, which is 0 at night.
  const isLoad = uniform() < 0.3;
  const day = (t) => Math.sin((2 * Math.PI * t) / DAY + phase) + second * Math.sin((4 * Math.PI * t) / DAY + 2 * phase);
  const cycle = (t) => (Math.floor(t / DAY) % 7 < 5 ? 1 : weekend) * (isLoad ? 2 * Math.max(0, day(t)) - 1 : day(t));
  const own = wanderOf(readings, random);
  const noise = Float64Array.from({ length: readings }, () => NOISE * normal());
  return {
    cycle,
    noise,
    middle: isLoad ? -0.4 : 0,
    usual: (t) => cycle(t) + 0.8 * common.wander[t] + 0.6 * own[t] + slope * t + noise[t],
    level: 10 ** (3 * uniform() - 1),
    unit: 10 ** (3 * uniform() - 1),
  };
}

/** A random walk that returns to 0 within days. */
function wanderOf(readings, { normal }) {
  let level = WANDER * normal();
  return Float64Array.from({ length: readings }, () => (level = 0.97 * level + WANDER * Math.sqrt(1 - 0.97 ** 2) * normal()));
}

/** Places one fault in each of several equal parts of the series. */
function faultsIn(readings, { readings: shortest, share }, { uniform, pick }) {
  const count = Math.max(1, Math.round((share * readings) / (1.2 * shortest)));
  const room = Math.floor(readings / count);
  return Array.from({ length: count }, (_, i) => {
    const size = 1 + 0.4 * uniform();
    const length = Math.round(shortest * (1 + 0.4 * uniform()));
    const start = i * room + Math.floor((room - length) * uniform());
    return { start, end: start + length, size, sign: pick([-1, 1]) };
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [kind, seed = 1] = process.argv.slice(2);
  if (!KINDS.includes(kind)) {
    console.error(`Give a kind of fault: ${KINDS.join(", ")}. For example: node bench/planted-faults.mjs drift 7`);
    process.exit(2);
  }
  const { rows, labels } = plantedSeries({ kind, seed: Number(seed) });
  console.log(asCsv(rows.map((row, i) => ({ ...row, broken: labels[i] }))));
}
