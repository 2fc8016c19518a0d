/** Words for a missing value in text files. */
export const MISSING = [
  "",
  "NA",
  "N/A",
  "n/a",
  "NaN",
  "nan",
  "NULL",
  "null",
  "None",
  "?",
  "-",
  ".",
  "#N/A",
  "#NA",
  "<NA>",
  "NaT",
  "\\N",
  "0000-00-00",
  "0000-00-00 00:00:00",
];

/** Words in lower case that mean a missing value among numbers or times. Among other texts they may be values. */
export const MISSING_NUMBER: readonly string[] = [
  ...new Set(MISSING.map((word) => word.toLowerCase())),
  ..."none nil missing unknown n.a. n.a n.d. k.a. -- --- – — .. ... … * ** tbd #div/0! #value! #ref! #num! #name? #null!".split(
    " ",
  ),
  "not available",
  "no data",
];

const isMissingNumber: ReadonlySet<string> = new Set(MISSING_NUMBER);

/** Whether a text among numbers or times means a missing value. */
export const saysMissing = (text: string): boolean => isMissingNumber.has(text.trim().toLowerCase());

/** Number of first rows that decide which words mean a missing value. */
const LOOKED_AT = 1000;

/**
 * Returns the words that mean a missing value in a text file. A minus doesn't if a column has both plus and minus, as strands of
 * genes and charges do. NA doesn't among codes of countries, where it is Namibia, or of continents.
 * @param lines the cells of the first lines. @param names the columns' names.
 */
export function missingWords(
  lines: readonly { readonly cells: readonly string[] }[],
  names: readonly string[] = [],
): readonly string[] {
  const head = lines.slice(0, LOOKED_AT);
  const of = (sign: string) => new Set(head.flatMap(({ cells }) => cells.flatMap((cell, i) => (cell === sign ? [i] : []))));
  const [pluses, minuses] = [of("+"), of("-")];
  const isSign = [...pluses].some((column) => minuses.has(column));
  const isCode = [...of("NA")].some((column) =>
    arePlaces(
      names[column] ?? "",
      head.map(({ cells }) => cells[column] ?? ""),
    ),
  );
  return MISSING.filter((word) => !(isSign && word === "-") && !(isCode && word === "NA"));
}

/** Codes of countries (ISO 3166-1), and the common EU and UK. */
const COUNTRIES = new Set(
  (
    "ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCMCNCOCRCUCVCWCXCYCZDEDJDKDMDODZECEEEGEHERESETEUFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUIDIEILIMINIOIQIRISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTOTRTTTVTWTZUAUGUKUMUSUYUZVAVCVEVGVIVNVUWFWSXKYEYTZAZMZW".match(
      /../g,
    ) ?? []
  ).map(String),
);
const CONTINENTS = new Set(["AF", "AN", "AS", "EU", "NA", "OC", "SA"]);
/** With at least this many different codes, all of them countries', they can't be states of the USA. */
const MANY_CODES = 10;

function arePlaces(name: string, values: readonly string[]): boolean {
  const codes = new Set(values.filter((value) => value !== "" && value !== "NA"));
  const are = (known: ReadonlySet<string>) => codes.size > 1 && [...codes].every((code) => known.has(code));
  if (/continent/i.test(name)) return are(CONTINENTS);
  return are(COUNTRIES) && (codes.size >= MANY_CODES || /countr|nation|iso|land\b|pays|pa[ií]s/i.test(name));
}
