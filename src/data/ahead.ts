/** The items of a source in their order, the next one under way already while one is worked on. */
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

/** The next item; where it can't be had, that is told when it is asked for. */
function begun<T>(iterator: AsyncIterator<T>): Promise<IteratorResult<T>> {
  const next = iterator.next();
  next.catch(() => undefined);
  return next;
}
