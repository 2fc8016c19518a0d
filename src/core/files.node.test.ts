import { spawn } from "node:child_process";
import { once } from "node:events";
import * as disk from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, test, vi } from "vitest";
import { DataError } from "./errors.ts";
import { explainFileError, writeFileAtomically, writeFilesAtomically } from "./files.node.ts";
import { newOwner } from "./owner.node.ts";
import { temporaryFolder } from "./temporary.fixture.ts";

vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof disk>();
  return { ...real, open: vi.fn(real.open) };
});

const failure = (code: string) => Object.assign(new Error(code), { code });

/** Lets the next file open normally, and makes writing to it fail. */
async function nextWriteFails(code: string) {
  const real = (await vi.importActual<typeof disk>("node:fs/promises")).open;
  vi.mocked(disk.open).mockImplementationOnce(async (...args) => {
    const file = await real(...args);
    file.sync = () => Promise.reject(failure(code));
    return file;
  });
}

describe("an error of the file system", () => {
  test.each([
    ["ENOENT", "a/b doesn't exist. Check the path."],
    ["EACCES", "a/b can't be accessed: permission denied. Check its permissions."],
    ["EISDIR", "a/b is a folder, not a file. Give the path of a file."],
    ["ENOSPC", "a/b can't be written: the disk is full. Free some space."],
    ["EIO", "a/b can't be used: the disk reports an error. Check the disk, or choose another path."],
    ["EBUSY", "a/b can't be used: EBUSY."],
  ])("%s becomes one sentence", (code, message) => {
    expect(explainFileError(failure(code), "a/b")).toEqual(new DataError(message));
  });
});

describe("a file written atomically", () => {
  const folder = temporaryFolder();

  it("replaces an older file, creates its folder, and leaves no temporary file", async () => {
    const path = folder.path(join("deep", "a.txt"));
    await writeFileAtomically(path, "one");
    await writeFileAtomically(path, Uint8Array.of(50));
    expect([await disk.readFile(path, "utf8"), await disk.readdir(folder.path("deep"))]).toEqual(["2", ["a.txt"]]);
  });

  it("keeps its old contents if the disk is full, and leaves no temporary file", async () => {
    const path = await folder.write("a.txt", "before");
    await nextWriteFails("ENOSPC");
    await expect(writeFileAtomically(path, "after")).rejects.toThrow(
      new DataError(`${path} can't be written: the disk is full. Free some space.`),
    );
    expect([await disk.readFile(path, "utf8"), await disk.readdir(folder.path())]).toEqual(["before", ["a.txt"]]);
  });

  it("can't replace a folder", async () => {
    await disk.mkdir(folder.path("sub"));
    await expect(writeFileAtomically(folder.path("sub"), "a")).rejects.toThrow(
      new DataError(`${folder.path("sub")} is a folder, not a file. Give the path of a file.`),
    );
    expect(await disk.readdir(folder.path())).toEqual(["sub"]);
  });

  it("can't be written below another file", async () => {
    const file = await folder.write("a.txt", "");
    await expect(writeFileAtomically(join(file, "b"), "a")).rejects.toThrow(
      new DataError(`${join(file, "b")} lies below a file, not a folder. Check the path.`),
    );
  });

  it("isn't written if another file of the same call would replace a folder", async () => {
    const path = await folder.write("a.txt", "before");
    await disk.mkdir(folder.path("b.txt"));
    await expect(writeFilesAtomically({ [path]: "after", [folder.path("b.txt")]: "after" })).rejects.toThrow(
      new DataError(`${folder.path("b.txt")} is a folder, not a file. Give the path of a file.`),
    );
    expect(await disk.readFile(path, "utf8")).toBe("before");
    expect(await disk.readdir(folder.path())).toEqual(["a.txt", "b.txt"]);
  });

  it("isn't written if another file of the same call can't be written", async () => {
    const paths = ["a.txt", "b.txt"].map(folder.path) as [string, string];
    await writeFilesAtomically({ [paths[0]]: "1", [paths[1]]: "2" });
    await nextWriteFails("ENOSPC");
    await expect(writeFilesAtomically({ [paths[0]]: "3", [paths[1]]: "4" })).rejects.toThrow(
      "a.txt can't be written: the disk is full",
    );
    await disk.mkdir(folder.path("sub"));
    await expect(writeFilesAtomically({ [paths[0]]: "5", [join(paths[1], "c")]: "6" })).rejects.toThrow("lies below a file");
    expect(await Promise.all(paths.map((path) => disk.readFile(path, "utf8")))).toEqual(["1", "2"]);
    expect((await disk.readdir(folder.path())).toSorted()).toEqual(["a.txt", "b.txt", "sub"]);
  });

  it("removes the temporary files of killed processes, and leaves those of running processes and of other files", async () => {
    const child = spawn(process.execPath, ["-e", ""]);
    await once(child, "exit");
    const living = newOwner();
    const dead = living.replace(/^\d+/, `${child.pid}`);
    for (const name of [`.a.txt.${dead}.tmp`, `.a.txt.${living}.tmp`, `.b.txt.${dead}.tmp`, ".a.txt.mine.tmp"])
      await folder.write(name, "");
    await writeFileAtomically(folder.path("a.txt"), "1");
    expect((await disk.readdir(folder.path())).toSorted()).toEqual(
      [`.a.txt.${living}.tmp`, `.b.txt.${dead}.tmp`, ".a.txt.mine.tmp", "a.txt"].toSorted(),
    );
  });

  it.skipIf(process.platform !== "linux")(
    "is written directly if the program was given it open, as /dev/stdout may be",
    async () => {
      const file = await disk.open(folder.path("given"), "w");
      await file.write("before ");
      await writeFileAtomically(`/proc/self/fd/${file.fd}`, "after");
      await file.close();
      expect([await disk.readFile(folder.path("given"), "utf8"), await disk.readdir(folder.path())]).toEqual([
        "before after",
        ["given"],
      ]);
    },
  );

  it.skipIf(process.platform === "win32")("doesn't replace a device", async () => {
    await writeFileAtomically("/dev/null", "gone");
    expect((await disk.stat("/dev/null")).isFile()).toBe(false);
  });
});
