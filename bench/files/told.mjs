// The options that pandas needs to read a file correctly, and why. If a file only differs in these, it counts as read better
// here. `arguments` are arguments of pandas' reader. `times`, `numbers` and `truths` name text columns with times (and pandas'
// format), numbers (and a pattern to remove) and booleans. `inAnyOrder` means that the columns have another order. `differs`
// names columns whose difference is correct. A person checked each of them.

const S = "statsmodels/";
const NAMELESS = "has no line of names, but pandas uses its first row as names";
const SPACED = "has spaces between its cells";
const TIMES = "has times, which pandas leaves as text";

const unnamed = { arguments: { header: null, skipinitialspace: true }, why: NAMELESS };
const unnamedSpaced = { arguments: { header: null, sep: "\\s+" }, why: NAMELESS };
const counted = (columns) => ({
  arguments: { header: null, skiprows: 1, names: columns },
  why: "has its counts and classes in its first line",
});
const columns = (count) => Array.from({ length: count }, (_, i) => `column${i + 1}`);
const all = (told, folder, ...names) => Object.fromEntries(names.map((name) => [`${S}${folder}/${name}`, told]));
const timed = (times, why = TIMES) => ({ times, why });

const YEARS = [
  ...Array.from({ length: 15 }, (_, i) => String(1962 + i)),
  "TQ",
  ...Array.from({ length: 44 }, (_, i) => String(1977 + i)),
];

export const TOLD = {
  "vega/birdstrikes.csv": timed({ "Flight Date": null }),
  "vega/budget.json": {
    numbers: Object.fromEntries(YEARS.map((year) => [year, ","])),
    why: "has numbers with commas between thousands",
  },
  "vega/cars.json": timed({ Year: null }),
  "vega/co2-concentration.csv": timed({ Date: null }),
  "vega/github.csv": timed({ time: "%Y/%m/%d %H:%M:%S" }),
  "vega/iowa-electricity.csv": timed({ year: null }),
  "vega/la-riots.csv": timed({ death_date: null }),
  "vega/monarchs.json": { truths: ["commonwealth"], why: "has true and missing values, which pandas converts to 1.0 and NaN" },
  "vega/movies.json": timed({ "Release Date": "%b %d %Y" }),
  "vega/political-contributions.json": {
    times: { Coverage_End_Date: "%m/%d/%Y" },
    differs: { Incumbent_Challenger_Status: "an empty text is a missing value" },
    why: TIMES,
  },
  "vega/seattle-weather-hourly-normals.csv": timed({ date: null }),
  "vega/seattle-weather.csv": timed({ date: null }),
  "vega/sp500-2000.csv": timed({ date: null }),
  "vega/sp500.csv": timed({ date: "%b %d %Y" }),
  "vega/species.csv": { arguments: { dtype: { county_id: "str" } }, why: "has codes with leading zeros, which pandas drops" },
  "vega/stocks.csv": timed({ date: "%b %d %Y" }),
  "vega/us-employment.csv": timed({ month: null }),
  "vega/weather.csv": timed({ date: null }),
  "vega/zipcodes.csv": { arguments: { dtype: { zip_code: "str" } }, why: "has codes with leading zeros, which pandas drops" },
  "vega/weekly-weather.json": {
    reader: "json_normalize",
    inAnyOrder: true,
    why: "has objects in its rows, which pandas keeps as they are",
  },
  "sklearn/datasets/data/breast_cancer.csv": counted(columns(31)),
  "sklearn/datasets/data/iris.csv": counted(columns(5)),
  "sklearn/datasets/data/wine_data.csv": counted(columns(14)),
  "sklearn/datasets/data/diabetes_data_raw.csv.gz": unnamedSpaced,
  "sklearn/datasets/data/diabetes_target.csv.gz": unnamed,
  "sklearn/datasets/data/digits.csv.gz": unnamed,
  "sklearn/datasets/data/linnerud_exercise.csv": { arguments: { sep: " " }, why: SPACED },
  "sklearn/datasets/data/linnerud_physiological.csv": { arguments: { sep: " " }, why: SPACED },
  [`${S}datasets/anes96/anes96.csv`]: {
    arguments: { sep: "\t", quotechar: "'" },
    why: "has tabs, and names in single quotes",
  },
  [`${S}datasets/anes96/src/anes96.csv`]: { arguments: { sep: "\\s+" }, why: SPACED },
  [`${S}datasets/co2/co2.csv`]: timed({ date: "%Y%m%d" }, "has days as numbers, 19580329"),
  [`${S}datasets/danish_data/data.csv`]: timed({ period: "quarter" }),
  [`${S}datasets/elec_equip/elec_equip.csv`]: timed({ DATE: "%b-%d-%Y" }),
  [`${S}datasets/interest_inflation/E6_jmulti.csv`]: unnamedSpaced,
  [`${S}datasets/macrodata/src/unemp.csv`]: {
    arguments: { skiprows: 9, usecols: [0, 1, 2, 3] },
    why: "has notes above its table, and pandas refuses it",
  },
  [`${S}datasets/modechoice/modechoice.csv`]: { arguments: { sep: ";" }, why: "has semicolons between its cells" },
  [`${S}datasets/scotland/src/scotvote.csv`]: { arguments: { sep: " " }, why: SPACED },
  [`${S}datasets/scotland/src/scotland_population.csv`]: {
    arguments: { skiprows: 17, skipfooter: 6, engine: "python" },
    why: "has notes above and below its table, and pandas refuses it",
  },
  [`${S}datasets/spector/spector.csv`]: { arguments: { sep: "\\s+", quotechar: "'" }, why: SPACED },
  [`${S}treatment/tests/results/cataneo2.csv`]: {
    truths: ["fbaby", "prenatal1"],
    why: "has Yes and No, which pandas leaves as text",
  },
  [`${S}tsa/holtwinters/tests/results/housing-data.csv`]: timed({ DATE: null }),
  [`${S}tsa/statespace/tests/results/results_wpi1_ar3_stata.csv`]: timed({ t: "quarter" }),
  [`${S}tsa/stl/tests/results/mstl_elec_vic.csv`]: timed({ ds: null }),
  ...all(
    timed({ Date: "%m/%d/%y" }),
    "tsa/statespace/tests/results/frbny_nowcast/Nowcasting/data/US",
    "2016-06-29.csv",
    "2016-07-29.csv",
  ),
  ...all(
    unnamed,
    "discrete/tests/results",
    "mnlogit_resid.csv",
    "nbinom_resids.csv",
    "predict_prob_poisson.csv",
    "yhat_poisson.csv",
  ),
  ...all(unnamedSpaced, "discrete/tests/results", "phat_mnlogit.csv", "yhat_mnlogit.csv"),
  ...all(
    unnamedSpaced,
    "duration/tests/results",
    ...["1000_10", "100_5", "20_1", "50_1", "50_2"].map((name) => `survival_data_${name}.csv`),
  ),
  ...all(
    unnamed,
    "genmod/tests/results",
    ...["enet_binomial", "enet_poisson", "gee_linear_1", "gee_logistic_1", "gee_nested_linear_1", "gee_nominal_1"].map(
      (name) => `${name}.csv`,
    ),
    ...["gee_ordinal_1", "gee_poisson_1", "igaussident_resids", "medparlogresids"].map((name) => `${name}.csv`),
  ),
  [`${S}genmod/tests/results/iris.csv`]: counted(columns(5)),
  [`${S}nonparametric/tests/Xi_test_data.csv`]: unnamed,
  [`${S}nonparametric/tests/results/results_kde_fft.csv`]: unnamed,
  [`${S}regression/tests/results/lasso_data.csv`]: unnamed,
  [`${S}stats/tests/results/bootleg.csv`]: unnamed,
  ...all(
    unnamed,
    "tsa/statespace/tests/results",
    ...["Omega_11", "Omega_22", "S10", "Si0", "v10", "vi0", "beta", "invP", "posterior_mean", "state_variates"].map(
      (name) => `cfa_tvpvar_${name}.csv`,
    ),
    "clark1989.csv",
    "results_wpi1_ar3_matlab_ssm.csv",
    "results_wpi1_missing_ar3_matlab_ssm.csv",
  ),
  [`${S}tsa/stl/tests/results/stl_co2.csv`]: unnamed,
  ...all(unnamed, "tsa/tests/results", "ARMLEConstantPredict.csv", "bds_data.csv", "bds_results.csv"),
  ...all(unnamedSpaced, "tsa/tests/results", "AROLSConstantPredict.csv", "AROLSNoConstantPredict.csv"),
  [`${S}tsa/vector_ar/tests/Matlab_results/test_coint.csv`]: unnamedSpaced,
};

/** Files without a table or without anything to learn from, each with the reason. They are read as well as possible. */
export const NO_TABLES = {
  "vega/annual-precip.json": "a grid of numbers with its height and width",
  "vega/earthquakes.json": "GeoJSON, which pandas refuses",
  "vega/londonBoroughs.json": "TopoJSON: a map's outlines",
  "vega/londonTubeLines.json": "TopoJSON: a map's outlines",
  "vega/miserables.json": "a graph: nodes and links, two lists of different lengths",
  "vega/us-10m.json": "TopoJSON: a map's outlines",
  "vega/world-110m.json": "TopoJSON: a map's outlines",
  "vega/volcano.json": "a grid of numbers with its height and width",
  [`${S}stats/tests/results/influence_lsdiag_R.json`]: "arrays of several shapes",
  [`${S}tsa/tests/results/fit_ets_results.json`]: "arrays of several shapes, in objects",
  [`${S}tsa/tests/results/fit_ets_results_nonseasonal.json`]: "arrays of several shapes, in objects",
  [`${S}tsa/tests/results/fit_ets_results_seasonal.json`]: "arrays of several shapes, in objects",
  [`${S}discrete/tests/results/poisson_resid.csv`]: "a single row of 20,190 numbers",
};
