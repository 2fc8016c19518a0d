import { addNoise, DenoisingAutoencoder, type NoiseName, showNoise } from "../../autoencoders/index.ts";
import { besideFigure, type Figure, reconstructionsFigure } from "../../figures/index.ts";
import { firstImages, type Lecture, type LectureFigure } from "../lecture.node.ts";

export const figure: LectureFigure = {
  title: "Noisy images and their reconstructions",
  draw: async (lecture) =>
    besideFigure([await denoised(lecture, "gaussian", 0.2), await denoised(lecture, "dropout", 0.5)], {
      title: "Figure 17-9. Noisy images (above) and their reconstructions (below)",
      subtitle: `${lecture.dataset}; 0 is white and 1 is black in all images`,
    }),
};

async function denoised(lecture: Lecture, kind: NoiseName, amount: number): Promise<Figure> {
  const images = firstImages(lecture, 5);
  const noise = { kind, amount };
  const make = () => new DenoisingAutoencoder({ noise, seed: lecture.seed });
  const autoencoder = await lecture.trained(`denoising, ${kind}`, make);
  const noisy = await addNoise(images, noise, { seed: lecture.seed, runtime: lecture.runtime });
  const reconstructions = await autoencoder.reconstruct(noisy, { runtime: lecture.runtime });
  return reconstructionsFigure({ originals: noisy, reconstructions, labels: ["noisy", "denoised"], title: showNoise(noise) });
}
