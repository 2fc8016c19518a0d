/** Returns a value as TypeScript code on one line. Fractions such as 1 / 784 are written as people write them. */
export function literal(value: unknown): string {
  if (typeof value === "number") return numberText(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value === "object" && value !== null)
    return objectText(Object.entries(value).map(([name, one]) => `${name}: ${literal(one)}`));
  return JSON.stringify(value);
}

/** Returns `{ a: 1, b: 2 }` for the fields ["a: 1", "b: 2"], and an empty string for no fields. */
export const objectText = (fields: readonly string[]): string => (fields.length > 0 ? `{ ${fields.join(", ")} }` : "");

/** Returns the code of a call with the arguments that aren't empty. */
export const callText = (name: string, ...given: readonly string[]): string => `${name}(${given.filter(Boolean).join(", ")})`;

/** Numbers with at most this many characters are written as they are. */
const SHORT = 8;

function numberText(value: number): string {
  const text = String(value);
  if (text.length <= SHORT || value <= 0) return text;
  for (const part of [1, 0.05]) {
    const parts = Math.round(part / value);
    if (parts > 1 && part / parts === value) return `${part} / ${parts}`;
  }
  return text;
}
