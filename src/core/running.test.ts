import { expect, it } from "vitest";
import { guard, lettingRead } from "./running.ts";

/** Its methods run until their promise is resolved. */
class Slow {
  learned = 0;
  async fit(until: Promise<void>, meanwhile?: () => Promise<number>): Promise<number | undefined> {
    await until;
    this.learned++;
    return meanwhile && lettingRead(meanwhile);
  }
  async read(until?: Promise<void>): Promise<number> {
    await until;
    return this.learned;
  }
}
guard(Slow, { changing: ["fit"], reading: ["read"] });

function wait(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

it("a method that changes an object runs alone, and the others are refused by its name", async () => {
  const [slow, { promise, resolve }] = [new Slow(), wait()];
  const fitting = slow.fit(promise);
  await expect(slow.fit(promise)).rejects.toThrow(
    "fit is still running on this Slow. Wait for its result before you call fit, or use another object.",
  );
  await expect(slow.read()).rejects.toThrow("fit is still running on this Slow. Wait for its result before you call read");
  expect(await new Slow().read()).toBe(0);
  resolve();
  await fitting;
  expect(await slow.read()).toBe(1);
});

it("methods that read run together, and one that changes waits for none of them", async () => {
  const [slow, { promise, resolve }] = [new Slow(), wait()];
  const reading = [slow.read(promise), slow.read(promise)];
  await expect(slow.fit(promise)).rejects.toThrow("read is still running on this Slow. Wait for its result before you call fit");
  resolve();
  expect(await Promise.all(reading)).toEqual([0, 0]);
});

it("what a method that changes waits for may read, but not change", async () => {
  const slow = new Slow();
  expect(await slow.fit(Promise.resolve(), () => slow.read())).toBe(1);
  await expect(slow.fit(Promise.resolve(), () => slow.fit(Promise.resolve()) as Promise<number>)).rejects.toThrow(
    "before you call fit",
  );
});

it("an object is free again after an error", async () => {
  const slow = new Slow();
  await expect(slow.fit(Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  expect(await slow.read()).toBe(0);
});
