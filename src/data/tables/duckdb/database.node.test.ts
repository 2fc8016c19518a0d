import { expect, it } from "vitest";
import { openDatabase } from "./database.node.ts";

it("sparing work gets half of the memory first, and all of it if that isn't enough", async () => {
  const database = await openDatabase({ memory: 64 });
  const limit = async () => String((await database.rows("SELECT current_setting('memory_limit') AS m"))[0]!.m);
  const limits: string[] = [];
  const work = async (needed: number) => {
    limits.push(await limit());
    if (limits.length < needed) throw new Error("Out of Memory Error: could not allocate block");
  };
  await database.sparing(() => work(2));
  expect([...limits, await limit()]).toEqual(["32.0 MiB", "64.0 MiB", "64.0 MiB"]);
  await database.reserve(100);
  await database.sparing(() => work(0));
  expect([limits.at(-1), await limit()]).toEqual(["132.0 MiB", "164.0 MiB"]);
  await expect(database.sparing(() => database.run("SELECT error('other')"))).rejects.toThrow("other");
  expect(await limit()).toBe("164.0 MiB");
  database.close();
});
