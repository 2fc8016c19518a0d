/**
 * Calls `work` with the indices 0 … count - 1, in order, with at most `most` calls running at once. After a failure, no new call
 * starts. If several calls fail, the error with the smallest index is thrown, so that each run throws the same one.
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
