import { reconstructionsFigure } from "../../figures/index.ts";
import { firstImages, type LectureFigure, stackedOf } from "../lecture.node.ts";

export const figure: LectureFigure = {
  title: "Original images and their reconstructions",
  async draw(lecture) {
    const originals = firstImages(lecture, 5);
    const autoencoder = await stackedOf(lecture);
    const reconstructions = await autoencoder.reconstruct(originals, { runtime: lecture.runtime });
    const size = autoencoder.trained.encoder.outputShape.join(" x ");
    const title = "Figure 17-4. Original images and their reconstructions";
    return reconstructionsFigure({ originals, reconstructions, title, subtitle: `${lecture.dataset}, ${size} codings` });
  },
};
