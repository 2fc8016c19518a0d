/**
 * Does work on the numbers 0 … count - 1, so many of them at once, begun in order. After a failure nothing new is begun; of failures the one of the smallest
 * number is thrown, so that it is the same each time.
 */
export async function atOnce(count: number, most: number, work: (index: number) => Promise<void>): Promise<void> {
  const failures: { readonly index: number; readonly error: unknown }[] = [];
  let next = 0;
  const worker = async () => {
    while (next < count && failures.length === 0) {
      const index = next++;
      await work(index).catch((error: unknown) => failures.push({ index, error }));
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, count) }, worker));
  const [first] = failures.sort((a, b) => a.index - b.index);
  if (first) throw first.error;
}
