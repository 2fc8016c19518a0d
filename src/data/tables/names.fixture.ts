import { constantFrom, oneof, string, uniqueArray } from "fast-check";
import { MISSING } from "./values/missing.ts";

/** Names that SQL, JavaScript or this toolkit give a meaning of their own. */
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
/** Files can't tell names that differ only in capitals or in the spaces around them; a delimiter or a break alone is no name. */
const isName = (name: string) => name.trim() === name && /[^\s,;|\t]/.test(name) && !/[\r\0\uFEFF]/.test(name);
/** The third column holds numbers: a name over it that could be one of them leaves open whether the first line is names. */
const isOverNumbers = (name: string) => /\p{L}/u.test(name) && !MISSING.includes(name) && !/^(inf|nan)/i.test(name);
/** Five names of columns, of which the third is over numbers. */
export const anyNames = uniqueArray(nameOf.filter(isName), {
  minLength: 5,
  maxLength: 5,
  selector: (name) => name.toLowerCase(),
}).filter((names) => isOverNumbers(names[2]!));
