/** Yields the items of a source in order, and starts to fetch the next item while the caller works on one. */
export async function* ahead<T>(items: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = items[Symbol.asyncIterator]();
  let next = begun(iterator);
  try {
    for (let { done, value } = await next; !done; { done, value } = await next) {
      next = begun(iterator);
      yield value as T;
    }
  } finally {
    await next.catch(() => undefined);
    await iterator.return?.();
  }
}

/** Starts to fetch the next item. An error is thrown when the item is awaited, not reported as unhandled before. */
function begun<T>(iterator: AsyncIterator<T>): Promise<IteratorResult<T>> {
  const next = iterator.next();
  next.catch(() => undefined);
  return next;
}
