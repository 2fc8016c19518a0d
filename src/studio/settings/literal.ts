/** A value as TypeScript has it, on one line: shares such as 1 / 784 as people write them. */
export function literal(value: unknown): string {
  if (typeof value === "number") return numberText(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value === "object" && value !== null)
    return objectText(Object.entries(value).map(([name, one]) => `${name}: ${literal(one)}`));
  return JSON.stringify(value);
}

/** `{ a: 1, b: 2 }` of what stands between the braces; nothing where that is nothing. */
export const objectText = (fields: readonly string[]): string => (fields.length > 0 ? `{ ${fields.join(", ")} }` : "");

/** A call, with what of its arguments isn't empty. */
export const callText = (name: string, ...given: readonly string[]): string => `${name}(${given.filter(Boolean).join(", ")})`;

/** As many digits as these are what a person would type. */
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
