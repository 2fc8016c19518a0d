import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";

/** The contents of files that the server must never send. */
export const OUTSIDE = "this-must-stay-on-the-disk";
/** A part of the list and of the files that the server sends to those who have the token. */
export const INSIDE = "this-needs-the-token";
export const canPipe = process.platform !== "win32" && spawnSync("mkfifo", ["--version"]).error === undefined;

/** Fills a folder with files, links and pipes. The server may read from the folder `root` in it. */
export function makeHostileFolder(folder: string): void {
  const at = (path: string) => join(folder, path);
  const write = (path: string, text: string) => {
    mkdirSync(join(at(path), ".."), { recursive: true });
    writeFileSync(at(path), text);
  };
  const config = JSON.stringify({ format: 1, family: "stacked", options: { data: INSIDE } });
  for (const name of ["root/folders/history.csv", "root/table.csv", "root/pipe"]) mkdirSync(at(name), { recursive: true });
  write("secret.csv", OUTSIDE);
  write("secret.json", JSON.stringify({ format: 1, family: OUTSIDE }));
  write("root/.hidden/keys.csv", OUTSIDE);
  write("root/model/config.json", config);
  write("root/model/private.txt", OUTSIDE);
  write("root/rows.csv", `a,b\n1,${INSIDE}\n`);
  write("root/page.csv", "<script>alert(1)</script>");
  write("page/index.html", "<!doctype html><title>studio</title>");
  // A model folder whose files are links to other folders, a config.json that is a link, and folders named like files.
  write("root/linked/config.json", config);
  symlinkSync(at("secret.csv"), at("root/linked/history.csv"));
  symlinkSync(at("root/.hidden/keys.csv"), at("root/linked/model.safetensors"));
  mkdirSync(at("root/config"));
  symlinkSync(at("secret.json"), at("root/config/config.json"));
  write("root/folders/config.json", config);
  // Links that form a circle, and links out of the folder.
  symlinkSync(at("root"), at("root/model/circle"));
  symlinkSync(folder, at("root/out"));
  symlinkSync(at("secret.csv"), at("root/link.csv"));
  write("root/closed.csv", INSIDE);
  chmodSync(at("root/closed.csv"), 0);
  if (canPipe) spawnSync("mkfifo", ["root/pipe/config.json", "root/model/history.csv", "root/pipe.csv"].map(at));
}

/** Sends raw bytes over a socket. Returns everything that comes back until the server closes it. @throws if that takes longer than `within` milliseconds. */
export const send = (port: number, text: string, within = 10_000): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    const parts: Buffer[] = [];
    const late = setTimeout(() => {
      socket.destroy();
      reject(new Error(`No answer to ${text.slice(0, 300)}`));
    }, within);
    socket.on("data", (part: Buffer) => parts.push(part));
    socket.on("error", () => undefined);
    socket.on("close", () => {
      clearTimeout(late);
      resolve(Buffer.concat(parts).toString("latin1"));
    });
    socket.write(text, "latin1");
  });

/** Returns the status of an answer. */
export const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
