/** Returns the column names of codings: z1, z2, … */
export const codingNames = (count: number): string[] => Array.from({ length: count }, (_, i) => `z${i + 1}`);
