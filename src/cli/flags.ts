import type { OptionWords } from "../core/message.ts";

/** Options whose flag isn't their name in the library. */
const FLAGS: Readonly<Record<string, string>> = { batchSize: "batch" };

/** An option as it is typed: groupBy is --group-by. */
export const typed = (name: string): string =>
  `--${(FLAGS[name] ?? name).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** A word as a shell takes it. */
const quoted = (word: string): string => (/^[\w.,:/@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** An option that a message names, with its value: learningRate: 0.1 is --learning-rate 0.1, skipBad: true is --skip-bad. */
export const inFlags: OptionWords = ({ option, value }) =>
  value === undefined || value === true
    ? typed(option)
    : `${typed(option)} ${quoted(typeof value === "object" ? value.join(",") : String(value))}`;
