/** What codings are called as columns: z1, z2, … */
export const codingNames = (count: number): string[] => Array.from({ length: count }, (_, i) => `z${i + 1}`);
