import { existsSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findChromium } from "../../scripts/chromium.mjs";

/**
 * Returns the environment in which Node finds a GPU in software: the Vulkan driver that Chromium on Linux has beside its program. Undefined
 * if it isn't there.
 */
export function softwareGpu(): NodeJS.ProcessEnv | undefined {
  const chromium = findChromium();
  const folders = [...(chromium ? [dirname(realpathSync(chromium))] : []), "/usr/lib/chromium", "/opt/google/chrome"];
  const folder = folders.find((each) =>
    ["vk_swiftshader_icd.json", "libvulkan.so.1"].every((file) => existsSync(join(each, file))),
  );
  if (folder === undefined) return undefined;
  const driver = join(folder, "vk_swiftshader_icd.json");
  const env = { VK_ICD_FILENAMES: driver, VK_DRIVER_FILES: driver, LD_LIBRARY_PATH: folder };
  return { ...process.env, XDG_RUNTIME_DIR: process.env.XDG_RUNTIME_DIR ?? tmpdir(), ...env };
}
