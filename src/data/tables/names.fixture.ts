import { constantFrom, oneof, string, uniqueArray } from "fast-check";
import { MISSING } from "./values/missing.ts";

/** Names with a special meaning in SQL, JavaScript or this toolkit. */
export const NASTY_NAMES = [
  ..."s v n t c0 c1 v0 v0_0 v1_0 t0 top0 col cells top counted data source series drawn values place first size equal held".split(
    " ",
  ),
  ..."row name x y score percentile outlier cause expected pca_score flag z1 z2 of group distance start end mark imputed".split(
    " ",
  ),
  ..."select from where order count rowid null limit true default rows value file".split(" "),
  ..."__row __proto__ constructor toString hasOwnProperty valueOf length then".split(" "),
  ...["a b", 'q"uote', '"', "'", "a'b", "a;b; DROP TABLE source", "back\\slash", "\\", "new\nline", "{}", "$1", "%s", "--", "/*"],
  ...["größe", "名前", "🙂", "x".repeat(200), "COLUMNS(*)", "*", ", columns={", 'a".b', "file_row_number", "-", "=", "a=b"],
];
const nameOf = oneof(constantFrom(...NASTY_NAMES), string({ minLength: 1, maxLength: 12, unit: "grapheme" }));
/** Files don't keep spaces around names, and a name can't consist only of delimiters or line breaks. */
const isName = (name: string) => name.trim() === name && /[^\s,;|\t]/.test(name) && !/[\r\0\uFEFF]/.test(name);
/** The third column contains numbers. If its name could be one of them, the first line might not be names. */
const isOverNumbers = (name: string) => /\p{L}/u.test(name) && !MISSING.includes(name) && !/^(inf|nan)/i.test(name);
/** Five column names, the third of which is that of a column of numbers. */
export const anyNames = uniqueArray(nameOf.filter(isName), {
  minLength: 5,
  maxLength: 5,
  selector: (name) => name.toLowerCase(),
}).filter((names) => isOverNumbers(names[2]!));
