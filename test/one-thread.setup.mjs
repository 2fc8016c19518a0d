import { syncBuiltinESMExports } from "node:module";
import os from "node:os";

// Test files run side by side, as many as there are cores: each takes one thread for what would take all cores, such as a training, and so does each
// process that a test starts. Threads that wait for one another while others hold the cores take many times as long. A test that is about threads says
// how many, or asks a process without NODE_OPTIONS.
os.availableParallelism = () => 1;
syncBuiltinESMExports();
