// node --import ./bench/peak-memory.mjs …: writes the peak memory of the process in bytes to its file descriptor 3 when it ends.
import { writeSync } from "node:fs";

process.on("exit", () => writeSync(3, String(process.resourceUsage().maxRSS * 1024)));
