import type { OptionWords } from "../core/message.ts";
import { flagOf, shellQuoted } from "../recipes/command-line.ts";

/** An option that a message names, with its value: learningRate: 0.1 is --learning-rate 0.1, skipBad: true is --skip-bad. */
export const inFlags: OptionWords = ({ option, value }) => {
  const flag = option === "output" ? "--out" : flagOf(option);
  return value === undefined || value === true ? flag : `${flag} ${shellQuoted(String(value))}`;
};
