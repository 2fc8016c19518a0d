import { link, symlink } from "node:fs/promises";
import { expect, it } from "vitest";
import { expectNotOverwritten } from "./not-overwritten.node.ts";
import { temporaryFolder } from "./temporary.fixture.ts";

const folder = temporaryFolder();

it("refuses an output file that is also an input, under any path or link", async () => {
  const path = await folder.write("x.csv", "a\n1\n");
  const other = await folder.write("y.csv", "a\n1\n");
  const [soft, hard] = [folder.path("soft.csv"), folder.path("hard.csv")];
  await symlink(path, soft);
  await link(path, hard);
  for (const [output, input] of [
    [soft, path],
    [path, soft],
    [hard, path],
    [`${folder.path()}/./x.csv`, path],
    [path, folder.path("*.csv")],
    [path, folder.path("[w-z].csv")],
    [path, `file://${path}`],
  ] as const)
    await expect(expectNotOverwritten([output], ["model", input]), `${output} ${input}`).rejects.toThrow(
      /is also the input \(.*\), and would be overwritten. Give the output another name.$/,
    );
  await expect(expectNotOverwritten([path], [path])).rejects.toThrow(
    "x.csv is also the input, and would be overwritten. Give the output another name.",
  );
  await expect(expectNotOverwritten([folder.path("n.csv"), folder.path("n.csv")], [path])).rejects.toThrow("two outputs");
  for (const [output, input] of [
    [other, path],
    [folder.path("new.csv"), folder.path("*.csv")],
    [other, folder.path("x*.csv")],
    ["/dev/null", "/dev/null"],
    ["-", "-"],
  ] as const)
    await expectNotOverwritten([output], [input]);
});
