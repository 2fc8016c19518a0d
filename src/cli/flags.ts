import type { OptionWords } from "../core/message.ts";
import { flagOf, shellQuoted } from "../recipes/command-line.ts";

/**
 * Writes an option of a message as a flag: learningRate: 0.1 becomes --learning-rate 0.1, and skipBad: true becomes --skip-bad.
 */
export const inFlags: OptionWords = ({ option, value }) => {
  const flag = option === "output" ? "--out" : flagOf(option);
  return value === undefined || value === true ? flag : `${flag} ${shellQuoted(String(value))}`;
};
