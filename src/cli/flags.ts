import type { OptionWords } from "../core/message.ts";
import { flagOf, shellQuoted } from "../recipes/command-line.ts";

/**
 * Writes an option of a message as a flag: learningRate: 0.1 becomes --learning-rate 0.1, skipBad: true becomes --skip-bad, and rows: false becomes
 * --no-rows.
 */
export const inFlags: OptionWords = ({ option, value }) => {
  const flag = option === "output" ? "--out" : flagOf(option);
  if (value === false) return flag.replace("--", "--no-");
  return value === undefined || value === true ? flag : `${flag} ${shellQuoted(String(value))}`;
};
