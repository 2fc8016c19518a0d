// Generates four tables similar to those of a hospital, a meter reading service, a payroll office and an airline, with known
// errors in about one row in a hundred.
//   node bench/planted-errors.mjs FOLDER [SEED]   writes NAME.csv and NAME-answers.csv (row from 1, error, and the columns that a person would correct)
import { mkdirSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

/** Makes functions that draw random numbers from a seed (mulberry32). */
export function source(seed) {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const whole = (from, to) => from + Math.floor(uniform() * (to - from + 1));
  /** Draws an element of a list. If `skew` is above 0, the first ones are more frequent. */
  const pick = (list, skew = 0) => list[Math.floor(list.length * uniform() ** (1 + skew))];
  return { uniform, normal, whole, pick };
}

const DAY = 86_400_000;
const START = Date.UTC(2023, 0, 1);
const date = (at) => new Date(at).toISOString().slice(0, 10);
const minute = (at) => new Date(at).toISOString().slice(0, 16).replace("T", " ");
const fixed = (x, decimals) => Number(x.toFixed(decimals));

/** Changes one digit of a number, but not the last one. */
function mistyped(x, { whole }) {
  const text = String(x);
  const places = [...text].flatMap((c, i) => (/\d/.test(c) ? [i] : []));
  for (;;) {
    const at = places[whole(0, Math.max(0, places.length - 2))];
    const digit = String(whole(0, 9));
    if (digit === text[at] || (at === 0 && digit === "0")) continue;
    return Number(text.slice(0, at) + digit + text.slice(at + 1));
  }
}

/** Draws another element of a list. */
const other = (list, value, random) => {
  for (;;) {
    const one = random.pick(list);
    if (one !== value) return one;
  }
};

function stays(random, count) {
  const departments = {
    cardiology: ["I20", "I21", "I25", "I48", "I50"],
    orthopaedics: ["M16", "M17", "S42", "S72", "S82"],
    gynaecology: ["N80", "N81", "D25", "C56"],
    obstetrics: ["O80", "O82", "O42"],
    urology: ["N20", "N40", "C61"],
    paediatrics: ["J21", "J45", "A09", "R56"],
    neurology: ["G40", "G45", "I63", "G35"],
  };
  const onlyWomen = ["gynaecology", "obstetrics"];
  const onlyMen = ["N40", "C61"];
  const names = Object.keys(departments);
  const rate = { public: 310, private: 545, self: 420 };
  const extra = Object.fromEntries(names.map((name, i) => [name, 20 * i]));
  const row = (i) => {
    const department = random.pick(names, 0.5);
    const diagnosis = random.pick(departments[department], 0.7);
    const sex = onlyWomen.includes(department) ? "f" : onlyMen.includes(diagnosis) ? "m" : random.pick(["f", "m"]);
    const age =
      department === "paediatrics"
        ? random.whole(0, 16)
        : department === "obstetrics"
          ? random.whole(19, 43)
          : Math.min(98, random.whole(25, 70) + random.whole(0, 28));
    const height =
      department === "paediatrics"
        ? Math.round(52 + 6.9 * age + 4 * random.normal())
        : Math.round((sex === "f" ? 166 : 179) + 6.5 * random.normal());
    const bmi = department === "paediatrics" ? 16.5 + 1.5 * random.normal() : 26 + 3.6 * random.normal();
    const weight = fixed(Math.max(13, bmi) * (height / 100) ** 2, 1);
    const admitted = START + Math.floor(random.uniform() * 700) * DAY + random.whole(6 * 60, 22 * 60) * 60_000;
    const nights = 1 + Math.floor(-Math.log(1 - random.uniform()) * (department === "orthopaedics" ? 6 : 3.5));
    const discharged = Math.floor(admitted / DAY) * DAY + nights * DAY + random.whole(9 * 60, 15 * 60) * 60_000;
    const insurance = random.pick(["public", "public", "public", "private", "self"]);
    const daily = rate[insurance] + extra[department];
    return {
      stay: `H${String(300_000 + i)}`,
      patient: `P${String(random.whole(1, 1800)).padStart(5, "0")}`,
      sex,
      age,
      department,
      diagnosis,
      admitted,
      discharged,
      nights,
      insurance,
      daily_rate: daily,
      charges: nights * daily + 180,
      height_cm: height,
      weight_kg: weight,
      bmi: fixed(weight / (height / 100) ** 2, 1),
    };
  };
  const rows = Array.from({ length: count }, (_, i) => row(i)).sort((a, b) => a.admitted - b.admitted);
  const kinds = [
    [
      "discharged before admitted",
      ["admitted", "discharged"],
      (r) => {
        [r.admitted, r.discharged] = [r.discharged, r.admitted];
      },
    ],
    [
      "diagnosis of the other sex",
      ["sex", "diagnosis", "department"],
      (r) => {
        if (!onlyWomen.includes(r.department) && !onlyMen.includes(r.diagnosis)) return false;
        r.sex = r.sex === "f" ? "m" : "f";
      },
    ],
    [
      "department of another diagnosis",
      ["department", "diagnosis"],
      (r) => {
        if (onlyWomen.includes(r.department)) return false;
        r.department = other(
          names.filter((name) => !onlyWomen.includes(name) && name !== "paediatrics"),
          r.department,
          random,
        );
      },
    ],
    [
      "a digit of the charges mistyped",
      ["charges", "nights", "daily_rate"],
      (r) => {
        r.charges = mistyped(r.charges, random);
      },
    ],
    [
      "height and weight swapped",
      ["height_cm", "weight_kg", "bmi"],
      (r) => {
        [r.height_cm, r.weight_kg] = [Math.round(r.weight_kg), r.height_cm];
      },
    ],
    [
      "weight in pounds",
      ["weight_kg", "bmi"],
      (r) => {
        r.weight_kg = fixed(r.weight_kg * 2.2046, 1);
      },
    ],
  ];
  const show = (r) => ({ ...r, admitted: minute(r.admitted), discharged: minute(r.discharged) });
  return { rows, kinds, show };
}

function meters(random, count) {
  const sites = Array.from({ length: 14 }, (_, i) => ({
    site: `site-${String.fromCharCode(65 + i)}`,
    kind: ["household", "office", "workshop"][i % 3],
    phase: i % 3 === 2 ? 400 : 230,
    tariff: ["T1", "T2", "T7"][i % 3],
    load: 0.6 + 0.5 * random.uniform(),
    region: ["north", "coast", "south", "hills"][i % 4],
  }));
  const warmth = { north: 7, coast: 10, south: 14, hills: 5 };
  const row = (i) => {
    const one = sites[i % sites.length];
    const at = START + Math.floor(i / sites.length) * 3_600_000;
    const hour = (at / 3_600_000) % 24;
    const day = (at - START) / DAY;
    const weekend = [0, 6].includes(new Date(at).getUTCDay());
    const busy =
      one.kind === "household"
        ? 0.4 + (hour > 17 ? 1 : hour > 5 && hour < 9 ? 0.6 : 0)
        : hour > 7 && hour < 18 && !weekend
          ? 1.6
          : 0.25;
    const voltage = fixed(one.phase + 0.008 * one.phase * random.normal(), 1);
    const factor = fixed(Math.min(0.99, 0.93 + 0.02 * random.normal()), 2);
    const current = fixed(Math.max(0.3, one.load * busy * (one.kind === "workshop" ? 30 : 9) * (1 + 0.15 * random.normal())), 2);
    const temperature = fixed(
      warmth[one.region] -
        9 * Math.cos((2 * Math.PI * (day - 20)) / 365) -
        4 * Math.cos((2 * Math.PI * (hour - 3)) / 24) +
        1.2 * random.normal(),
      1,
    );
    return {
      reading: i + 1,
      time: at,
      site: one.site,
      kind: one.kind,
      region: one.region,
      tariff: one.tariff,
      voltage,
      current,
      factor,
      power_kw: fixed((voltage * current * factor) / 1000, 3),
      temperature,
      humidity: Math.max(20, Math.min(100, Math.round(78 - 1.3 * temperature + 6 * random.normal()))),
    };
  };
  const rows = Array.from({ length: count }, (_, i) => row(i));
  const measured = ["voltage", "current", "factor", "power_kw", "temperature", "humidity"];
  const kinds = [
    [
      "power in watts",
      ["power_kw"],
      (r) => {
        r.power_kw = fixed(r.power_kw * 1000, 0);
      },
    ],
    [
      "temperature in Fahrenheit",
      ["temperature"],
      (r) => {
        r.temperature = fixed(r.temperature * 1.8 + 32, 1);
      },
    ],
    [
      "tariff of another kind",
      ["tariff", "kind", "site"],
      (r) => {
        r.tariff = other(["T1", "T2", "T7"], r.tariff, random);
      },
    ],
    [
      "the reading of the site's row above copied",
      measured,
      (r, at) => {
        const before = rows[at - 1];
        if (!before || before.kind === r.kind) return false;
        for (const name of measured) r[name] = before[name];
      },
    ],
    [
      "a digit of the power mistyped",
      ["power_kw", "current", "voltage", "factor"],
      (r) => {
        const wrong = mistyped(r.power_kw, random);
        if (Math.abs(wrong - r.power_kw) < 0.05 * r.power_kw) return false;
        r.power_kw = wrong;
      },
    ],
  ];
  return { rows, kinds, show: (r) => ({ ...r, time: minute(r.time) }) };
}

function payroll(random, count) {
  const jobs = [
    "accountant",
    "auditor",
    "buyer",
    "chemist",
    "clerk",
    "coder",
    "cook",
    "designer",
    "driver",
    "editor",
    "electrician",
    "engineer",
    "fitter",
    "guard",
    "nurse",
    "planner",
    "seller",
    "teacher",
    "tester",
    "welder",
  ].map((job, i) => ({
    job,
    code: `J${310 + 7 * i}`,
    department: ["finance", "works", "services", "research", "sales"][i % 5],
    grades: [1 + (i % 4), 2 + (i % 4)],
  }));
  const base = [0, 2350, 2780, 3240, 3890, 4620];
  const cities = {
    finance: ["Kiel", "Bonn"],
    works: ["Essen", "Hagen", "Bonn"],
    services: ["Kiel", "Essen", "Hagen"],
    research: ["Jena", "Bonn"],
    sales: ["Kiel", "Jena"],
  };
  const row = (i) => {
    const one = random.pick(jobs);
    const grade = random.pick(one.grades);
    const years = random.whole(0, 30);
    const born = Date.UTC(1960, 0, 1) + Math.floor(random.uniform() * 40 * 365) * DAY;
    const hired = Math.min(Date.UTC(2023, 0, 1), born + (19 + random.uniform() * 20) * 365 * DAY);
    const monthly = fixed(base[grade] * (1 + 0.008 * years) + random.whole(0, 12) * 5, 2);
    const hours = random.uniform() < 0.6 ? 0 : random.whole(1, 40);
    const overtime = fixed((monthly / 165) * 1.25 * hours, 2);
    const bonus = random.uniform() < 0.8 ? 0 : random.pick([100, 150, 250, 400]);
    const gross = fixed(monthly + overtime + bonus, 2);
    const tax = fixed(gross * (0.12 + 0.00002 * gross), 2);
    const social = fixed(gross * 0.203, 2);
    return {
      employee: `E${String(40_000 + i)}`,
      job_code: one.code,
      job: one.job,
      department: one.department,
      city: random.pick(cities[one.department]),
      grade,
      years,
      born,
      hired,
      base: monthly,
      overtime_hours: hours,
      overtime_pay: overtime,
      bonus,
      gross,
      tax,
      social,
      net: fixed(gross - tax - social, 2),
    };
  };
  const rows = Array.from({ length: count }, (_, i) => row(i));
  const kinds = [
    [
      "gross that isn't the sum",
      ["gross", "base", "overtime_pay", "bonus"],
      (r) => {
        const wrong = fixed(r.gross + random.pick([-1, 1]) * random.whole(40, 400), 2);
        r.net = fixed(
          r.net + wrong - r.gross - fixed(wrong * (0.12 + 0.00002 * wrong), 2) + r.tax - fixed(wrong * 0.203, 2) + r.social,
          2,
        );
        r.tax = fixed(wrong * (0.12 + 0.00002 * wrong), 2);
        r.social = fixed(wrong * 0.203, 2);
        r.gross = wrong;
      },
    ],
    [
      "hired before born",
      ["born", "hired"],
      (r) => {
        [r.born, r.hired] = [r.hired, r.born];
      },
    ],
    [
      "job of another code",
      ["job", "job_code"],
      (r) => {
        r.job = other(
          jobs.map(({ job }) => job),
          r.job,
          random,
        );
      },
    ],
    [
      "a digit of the net pay mistyped",
      ["net", "gross", "tax", "social"],
      (r) => {
        r.net = mistyped(r.net, random);
      },
    ],
    [
      "overtime paid as the row above",
      ["overtime_pay", "overtime_hours", "gross"],
      (r, at) => {
        const before = rows[at - 1];
        if (!before || before.overtime_pay === r.overtime_pay) return false;
        r.overtime_pay = before.overtime_pay;
      },
    ],
    [
      "grade that the pay isn't of",
      ["grade", "base"],
      (r) => {
        r.grade = r.grade > 3 ? r.grade - 2 : r.grade + 2;
      },
    ],
  ];
  return { rows, kinds, show: (r) => ({ ...r, born: date(r.born), hired: date(r.hired) }) };
}

function flights(random, count) {
  const airports = ["OSL", "ARN", "CPH", "HAM", "AMS", "BRU", "CDG", "MAD", "LIS", "FCO", "VIE", "PRG", "WAW", "ATH"].map(
    (code, i) => ({
      code,
      country: ["NO", "SE", "DK", "DE", "NL", "BE", "FR", "ES", "PT", "IT", "AT", "CZ", "PL", "GR"][i],
      x: 1500 * random.uniform(),
      y: 2200 * random.uniform(),
    }),
  );
  const planes = [
    ["AT7", 70, 0.45],
    ["E95", 112, 0.75],
    ["320", 180, 0.8],
    ["321", 220, 0.8],
    ["738", 186, 0.8],
  ];
  const airlines = [
    ["NX", "Norrex"],
    ["BL", "Balto"],
    ["SU", "Suria"],
    ["KV", "Kavo"],
  ];
  const routes = Array.from({ length: 70 }, (_, i) => {
    const from = random.pick(airports);
    const to = other(airports, from, random);
    const distance = Math.round(Math.hypot(from.x - to.x, from.y - to.y) + 120);
    const [airline, airline_name] = random.pick(airlines);
    return {
      flight: `${airline}${200 + 3 * i}`,
      airline,
      airline_name,
      from,
      to,
      distance,
      plane: random.pick(planes.slice(distance > 1000 ? 1 : 0)),
    };
  });
  const row = () => {
    const { flight, airline, airline_name, from, to, distance, plane } = random.pick(routes);
    const [aircraft, seats, speed] = plane;
    const departed = START + Math.floor(random.uniform() * 360) * DAY + random.whole(5 * 12, 22 * 12) * 300_000;
    const minutes = Math.round((distance / (speed * 1000)) * 60 + 28 + 4 * random.normal());
    const passengers = Math.min(seats, Math.max(8, Math.round(seats * (0.78 + 0.12 * random.normal()))));
    const fare = fixed(38 + 0.085 * distance + 6 * random.normal(), 2);
    return {
      flight,
      airline,
      airline_name,
      origin: from.code,
      origin_country: from.country,
      destination: to.code,
      destination_country: to.country,
      aircraft,
      seats,
      departed,
      arrived: departed + minutes * 60_000,
      minutes,
      distance_km: distance,
      passengers,
      mean_fare: fare,
      revenue: fixed(passengers * fare, 0),
      bags: Math.round(passengers * (0.62 + 0.05 * random.normal())),
    };
  };
  const rows = Array.from({ length: count }, row).sort((a, b) => a.departed - b.departed);
  const kinds = [
    [
      "country of another airport",
      ["destination_country", "destination", "flight"],
      (r) => {
        r.destination_country = other(
          airports.map(({ country }) => country),
          r.destination_country,
          random,
        );
      },
    ],
    [
      "distance in miles",
      ["distance_km"],
      (r) => {
        r.distance_km = Math.round(r.distance_km / 1.609);
      },
    ],
    [
      "more passengers than seats",
      ["passengers", "seats", "revenue"],
      (r) => {
        r.passengers = r.seats + random.whole(9, 60);
      },
    ],
    [
      "arrived before departed",
      ["arrived", "departed"],
      (r) => {
        [r.arrived, r.departed] = [r.departed, r.arrived];
      },
    ],
    [
      "aircraft of another flight",
      ["aircraft", "seats", "flight"],
      (r) => {
        r.aircraft = other(
          planes.map(([code]) => code),
          r.aircraft,
          random,
        );
      },
    ],
    [
      "a digit of the revenue mistyped",
      ["revenue", "passengers", "mean_fare"],
      (r) => {
        const wrong = mistyped(r.revenue, random);
        if (Math.abs(wrong - r.revenue) < 0.03 * r.revenue) return false;
        r.revenue = wrong;
      },
    ],
  ];
  return { rows, kinds, show: (r) => ({ ...r, departed: minute(r.departed), arrived: minute(r.arrived) }) };
}

const makers = { stays: [stays, 5000], meters: [meters, 6720], payroll: [payroll, 4000], flights: [flights, 5200] };

/** Makes a table with planted errors: rows as objects, and answers `{ row, error, columns }` with rows from 1. */
export function planted(name, seed = 1) {
  const random = source(7919 * seed + name.length);
  const [make, count] = makers[name];
  const { rows, kinds, show } = make(random, count);
  const answers = new Map();
  const each = Math.round((0.01 * count) / kinds.length);
  for (const [error, columns, spoil] of kinds) {
    for (let made = 0; made < each; ) {
      const at = random.whole(1, count - 1);
      if (answers.has(at) || answers.has(at - 1) || spoil(rows[at], at) === false) continue;
      answers.set(at, { row: at + 1, error, columns });
      made++;
    }
  }
  return { rows: rows.map(show), answers: [...answers.values()].sort((a, b) => a.row - b.row) };
}

export const plantedTables = Object.keys(makers);

export const csvOf = (records) => {
  const names = Object.keys(records[0]);
  const cell = (x) => (/[",\n]/.test(String(x)) ? `"${String(x).replaceAll('"', '""')}"` : String(x));
  return `${[names, ...records.map((record) => names.map((name) => record[name]))].map((line) => line.map(cell).join(",")).join("\n")}\n`;
};

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [folder, seed = "1"] = process.argv.slice(2);
  if (!folder) throw new Error("Give a folder to write into: node bench/planted-errors.mjs FOLDER [SEED]");
  mkdirSync(folder, { recursive: true });
  for (const name of plantedTables) {
    const { rows, answers } = planted(name, Number(seed));
    writeFileSync(`${folder}/${name}.csv`, csvOf(rows));
    writeFileSync(
      `${folder}/${name}-answers.csv`,
      csvOf(answers.map((answer) => ({ ...answer, columns: answer.columns.join("|") }))),
    );
  }
}
