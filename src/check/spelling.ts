import type { Coded } from "./coded.ts";

/** A value that looks like a misspelling of another one. */
export interface Misspelt {
  /** How much more common the other value is, as a logarithm. */
  readonly surprise: number;
  readonly expected: string;
}

/** Maximum share of rows with a rare spelling, and the minimum factor by which the similar value must be more common. */
const [MOST_SHARE, TIMES] = [0.02, 10];
/** Number of letters for each letter that may be wrong. */
const LETTERS_PER_MISTAKE = 6;
/** Maximum number of common values that are compared. */
const MOST_COMMON = 3000;
const WORDS = /\p{L}+/gu;

/**
 * Finds the values of a column that look misspelt, as a whole or in one of their words. The keys are the indices of the values.
 */
export function misspeltIn({ texts, counts }: Coded): ReadonlyMap<number, Misspelt> {
  const rows = counts.reduce((sum, count) => sum + count, 0);
  const whole = new Map(texts.map((text, place) => [text, counts[place]!]));
  const words = new Map<string, number>();
  texts.forEach((text, place) => {
    for (const word of text.match(WORDS) ?? []) words.set(word, (words.get(word) ?? 0) + counts[place]!);
  });
  const [ofWhole, ofWords] = [nearCommon(whole, rows), nearCommon(words, rows)];
  const found = new Map<number, Misspelt>();
  texts.forEach((text, place) => {
    const inWords = new Set((text.match(WORDS) ?? []).filter((word) => ofWords.has(word)));
    const mended = text.replace(WORDS, (word) => ofWords.get(word)?.expected ?? word);
    const surprise = Math.max(0, ...Array.from(inWords, (word) => ofWords.get(word)!.surprise));
    // In a text with digits, the difference may be intended, so only its words are compared.
    const ofText = /\d/.test(text) ? undefined : ofWhole.get(text);
    if (ofText && ofText.surprise > surprise) found.set(place, ofText);
    else if (inWords.size > 0) found.set(place, { surprise, expected: mended });
  });
  return found;
}

function nearCommon(counts: ReadonlyMap<string, number>, rows: number): Map<string, Misspelt> {
  const common = [...counts]
    .filter(([text, count]) => count >= TIMES && isWritten(text))
    .sort((a, b) => b[1] - a[1])
    .slice(0, MOST_COMMON);
  const found = new Map<string, Misspelt>();
  for (const [text, count] of counts) {
    if (count > MOST_SHARE * rows || !isWritten(text)) continue;
    for (const [other, often] of common) {
      if (often < TIMES * count) break;
      const most = Math.max(1, Math.floor(other.length / LETTERS_PER_MISTAKE));
      if (other === text || digitsOf(other) !== digitsOf(text) || distance(text, other, most) > most) continue;
      // A short text is more likely to be a different value than a misspelling.
      const surprise = Math.log(often / count) - (other.length < 4 ? 1 : 0);
      if (surprise > (found.get(text)?.surprise ?? 0)) found.set(text, { surprise, expected: other });
    }
  }
  return found;
}

/** Returns whether a text contains letters. Numbers that differ by a digit are different values, not misspelt ones. */
const isWritten = (text: string): boolean => /\p{L}/u.test(text);
const digitsOf = (text: string): string => text.replace(/\D/g, "");

/** Counts the letters that are changed, added, left out or swapped between two texts (Damerau, 1964). Stops above `most`. */
export function distance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      let value = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + Number(a[i - 1] !== b[j - 1]));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) value = Math.min(value, before[j - 2]! + 1);
      row.push(value);
      least = Math.min(least, value);
    }
    if (least > most) return most + 1;
    [before, last] = [last, row];
  }
  return last[b.length]!;
}
