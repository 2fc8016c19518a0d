// Writes the readings of four sensors, one every half hour: node examples/sensors.mjs > history.csv
//
// Temperature and load follow the time of day, humidity follows the temperature, and some readings are missing. With --faults, the
// table has spikes, flat lines, drifts and missed cycles, and two more columns that mark them, for measuring a detector:
//
// node examples/sensors.mjs --seed 2 --days 20 --faults > new.csv
import { realpathSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

const DAY = 48; // readings
const SENSORS = ["attic", "cellar", "garage", "office"];
export const FAULTS = ["spike", "flat", "drift", "missed"];
/** Duration of each fault, in readings. */
const LASTS = { spike: 1, flat: 24, drift: 36, missed: 48 };
/** Number of each fault per sensor. There are more spikes, because they are short. */
const TIMES = { spike: 4, flat: 1, drift: 1, missed: 1 };

/**
 * Returns the rows of the table: { time, sensor, temperature, load, humidity } and, with faults, { fault, broken }. They are in
 * the order of time.
 */
export function sensorRows({ seed = 1, days = 45, faults = false } = {}) {
  const { uniform, normal } = numbers(seed);
  const ofSensors = numbers(7);
  const count = DAY * days;
  const begin = Date.UTC(2024, seed, 1);
  const series = SENSORS.map((sensor) => {
    const [mean, swing, phase] = [15 + 8 * ofSensors.uniform(), 3 + 3 * ofSensors.uniform(), ofSensors.uniform()];
    let wander = 0;
    const rows = Array.from({ length: count }, (_, t) => {
      const day = Math.sin((2 * Math.PI * t) / DAY + phase);
      wander = 0.97 * wander + 0.15 * normal();
      const temperature = mean + swing * day + wander + 0.3 * normal();
      const load = 50 + 20 * Math.max(0, day) + 2 * normal();
      const humidity = 60 - 1.5 * (temperature - mean) + normal();
      return { time: new Date(begin + 1800_000 * t).toISOString().slice(0, 19), sensor, temperature, load, humidity };
    });
    if (faults) breakSome(rows, swing, uniform);
    for (const row of rows)
      for (const name of ["temperature", "load", "humidity"]) row[name] = uniform() < 0.03 ? "" : row[name].toFixed(2);
    return rows;
  });
  return Array.from({ length: count }, (_, t) => series.map((rows) => rows[t])).flat();
}

/** Puts faults into rows, in random order and without overlaps. */
function breakSome(rows, swing, uniform) {
  for (const row of rows) Object.assign(row, { fault: "", broken: 0 });
  const wanted = FAULTS.flatMap((fault) => Array.from({ length: TIMES[fault] }, () => ({ fault, key: uniform() })));
  wanted.sort((a, b) => a.key - b.key);
  const room = Math.floor(rows.length / wanted.length);
  wanted.forEach(({ fault }, i) => {
    const length = LASTS[fault];
    const start = i * room + Math.floor((room - length) * uniform());
    const first = rows[start];
    const mean =
      rows.slice(start, start + DAY).reduce((sum, row) => sum + row.temperature, 0) / Math.min(DAY, rows.length - start);
    const sign = uniform() < 0.5 ? -1 : 1;
    for (let t = 0; t < length; t++) {
      const row = rows[start + t];
      Object.assign(row, { fault, broken: 1 });
      if (fault === "spike") row.temperature += 1.5 * sign * swing;
      if (fault === "flat") row.temperature = first.temperature;
      if (fault === "drift") row.temperature += (sign * 1.5 * swing * (t + 1)) / length;
      if (fault === "missed") row.load = 50 + 0.1 * (row.load - 50);
      if (fault === "missed") row.temperature = mean + 0.1 * (row.temperature - mean);
    }
  });
}

/** Makes generators of uniform and normal random numbers from a seed (mulberry32; Box & Muller, 1958). */
function numbers(seed) {
  let state = seed;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let x = Math.imul(state ^ (state >>> 15), 1 | state);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
  return { uniform, normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()) };
}

export const asCsv = (rows) => [Object.keys(rows[0]), ...rows.map(Object.values)].map((cells) => cells.join(",")).join("\n");

// pnpm installs packages as links, and import.meta.url is the path without them.
if (import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href) {
  const { values } = parseArgs({
    options: { seed: { type: "string", default: "1" }, days: { type: "string", default: "45" }, faults: { type: "boolean" } },
  });
  const rows = sensorRows({ ...values, seed: Number(values.seed), days: Number(values.days) });
  process.stdout.write(`${asCsv(rows)}\n`);
}
