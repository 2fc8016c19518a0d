/**
 * Returns whether output is what a page shows. A line "…" stands for any lines. The last digits of numbers, and with them the widths of
 * columns, depend on the machine, and so do the runtime and the number of threads.
 */
export function isAsShown(output: string, shown: string): boolean {
  const pattern = oneSpace(shown)
    .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
    .replace(/onnxruntime-node [\d\\.]+, \d+ threads?/g, "onnxruntime-\\S+ \\S+, \\d+ threads?")
    .replace(/(^|\n) *…(?=\n|$)/g, "$1[\\s\\S]*?")
    .replace(/(\d\\\.\d)\d*/g, "$1\\d*");
  return new RegExp(`^${pattern}$`).test(oneSpace(output));
}

const oneSpace = (text: string): string => text.trim().replace(/^ +/gm, "").replace(/ +/g, " ");
