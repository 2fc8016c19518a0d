import { LinearAutoencoder } from "../../autoencoders/index.ts";
import { pointsFigure } from "../../figures/index.ts";
import type { LectureFigure } from "../lecture.node.ts";

export const figure: LectureFigure = {
  title: "PCA by a linear autoencoder",
  async draw({ points, seed, runtime, callbacks }) {
    const linear = new LinearAutoencoder({ seed });
    const batchSize = points.shape[0]!;
    await linear.fit(points, { epochs: 1000, batchSize, runtime, warn: false, callbacks: callbacks("linear") });
    const [kernel, bias] = linear.trained.decoder.getWeights();
    const directions = [0, 1].map((i) => [...kernel!.data.subarray(3 * i, 3 * i + 3)]);
    return pointsFigure({
      points,
      codings: await linear.transform(points, { runtime }),
      plane: { origin: [...bias!.data], directions },
      title: "Figure 17-2. PCA by a linear autoencoder",
      subtitle: "the points in space with the plane that the autoencoder learned, and their codings",
    });
  },
};
