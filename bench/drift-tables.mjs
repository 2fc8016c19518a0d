// Generated tables for drift.mjs, and the changes that `drift` should find in them. Every column is drawn with a seed.
import { random } from "../dist/index.js";

const ROWS = 9000;
const SEED = 7;

const pick = (source, shares) => {
  let place = source.uniform();
  for (const [value, share] of Object.entries(shares)) {
    place -= share;
    if (place < 0) return value;
  }
  return Object.keys(shares).at(-1);
};
const whole = (source, count) => Math.floor(count * source.uniform());
const lacking = (source, share, value) => (source.uniform() < share ? "" : value);
const WORDS = "left at the door with a neighbour please call before noon gift wrap fragile second floor blue box".split(" ");
const sentence = (source, words) => Array.from({ length: words }, () => WORDS[whole(source, WORDS.length)]).join(" ");

const tables = {
  /** A few numbers, many rare values, an ascending key and free text. */
  shop: (source, i) => {
    const [quantity, price] = [1 + whole(source, 5), Math.exp(3 + source.normal())];
    return {
      id: `A${100_000 + i}`,
      day: `2024-${String(1 + whole(source, 12)).padStart(2, "0")}-${String(1 + whole(source, 28)).padStart(2, "0")}`,
      customer: `C${Math.floor(1400 * source.uniform() ** 2)}`,
      reference: `R${Math.floor(source.uniform() ** -1.5)}`,
      country: pick(source, { DE: 0.5, AT: 0.2, CH: 0.15, FR: 0.1, NL: 0.04, LU: 0.01 }),
      quantity,
      price: price.toFixed(2),
      weight: lacking(source, 0.01, (20 + 5 * source.normal()).toFixed(2)),
      total: (quantity * price).toFixed(2),
      note: lacking(source, 0.6, sentence(source, 4 + whole(source, 12))),
    };
  },
  /** Correlated numbers, with heavy tails, many equal values and missing values. */
  sensors: (source) => {
    const [a, b] = [source.normal(), source.normal()];
    const numbers = [a, b, a + b, a - 0.5 * b, a * b].map((x) => x + 0.3 * source.normal());
    return {
      ...Object.fromEntries(numbers.map((x, k) => [`x${k}`, x.toFixed(4)])),
      tail: (source.normal() / source.uniform()).toFixed(3),
      rain: Math.max(0, source.normal() - 0.8).toFixed(1),
      count: Math.floor(Math.exp(1.5 * source.normal())),
      gap: lacking(source, 0.05, source.normal().toFixed(3)),
      rare: lacking(source, 0.003, Math.round(3 * source.normal())),
    };
  },
  /** Many columns with a few possible answers each. */
  survey: (source) =>
    Object.fromEntries(
      Array.from({ length: 30 }, (_, k) => [
        `q${k}`,
        lacking(source, 0.02 * (k % 3), `a${Math.floor((2 + (k % 6)) * source.uniform() ** (1 + k / 10))}`),
      ]),
    ),
  /** Many columns of numbers. */
  wide: (source) => {
    const common = source.normal();
    return Object.fromEntries(
      Array.from({ length: 40 }, (_, k) => [`x${k}`, (common + (1 + k / 20) * source.normal()).toFixed(3)]),
    );
  },
};

/** Makes the tables: column names, and rows of cells. */
export const madeTables = () =>
  Object.fromEntries(
    Object.entries(tables).map(([name, of]) => {
      const source = random(SEED, 1);
      const records = Array.from({ length: ROWS }, (_, i) => of(source, i));
      return [name, { names: Object.keys(records[0]), rows: records.map(Object.values) }];
    }),
  );

const at = (column, change) => (cells, names, source) => {
  const place = names.indexOf(column);
  cells[place] = change(String(cells[place]), source);
  return cells;
};
const number = (change) => (value, source) => (value === "" ? value : change(Number(value), source).toFixed(2));
const ofShare = (share, change) => (value, source) => (source.uniform() < share ? change(value, source) : value);

/** A change that no single column shows. */
const TOTALS = "a third of the totals × 1.19";

/** Changes to the rows of each table. */
export const changes = {
  shop: {
    "weights moved by half a deviation": at(
      "weight",
      number((x) => x + 2.5),
    ),
    "a country's share .1 → .2": at("country", (value, source) => (value !== "FR" && source.uniform() < 1 / 9 ? "FR" : value)),
    "weights missing .01 → .05": at(
      "weight",
      ofShare(4 / 99, () => ""),
    ),
    "5 % with a new country": at(
      "country",
      ofShare(0.05, () => "SE"),
    ),
    "the weights' variance doubled": at(
      "weight",
      number((x) => 20 + Math.SQRT2 * (x - 20)),
    ),
    "a fifth of the customers new": at(
      "customer",
      ofShare(0.2, (_, source) => `N${whole(source, 200)}`),
    ),
    "keys without their letter": at("id", (value) => value.slice(1)),
    "notes twice as long": at("note", (value) => (value === "" ? value : `${value} ${value}`)),
    [TOTALS]: at(
      "total",
      ofShare(
        1 / 3,
        number((x) => 1.19 * x),
      ),
    ),
  },
  orders: {
    "a ninth of the other countries becomes SE": at(
      "country",
      ofShare(1 / 9, () => "SE"),
    ),
    "a fifth of the customers new": at(
      "customer",
      ofShare(0.2, (_, source) => `N${whole(source, 200)}`),
    ),
    [TOTALS]: at(
      "total",
      ofShare(
        1 / 3,
        number((x) => 1.19 * x),
      ),
    ),
    "totals half as large again": at(
      "total",
      number((x) => 1.5 * x),
    ),
  },
};

/** Changes to the relations between columns. */
export const relationChanges = { orders: { [TOTALS]: changes.orders[TOTALS] } };
