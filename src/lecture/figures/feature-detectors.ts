import { featureDetectorsFigure } from "../../figures/index.ts";
import { firstImages, type LectureFigure, stackedOf } from "../lecture.node.ts";

export const figure: LectureFigure = {
  title: "Feature detectors of the first layer",
  async draw(lecture) {
    const [height, width] = firstImages(lecture, 1).shape.slice(1) as [number, number];
    const autoencoder = await stackedOf(lecture);
    const layer = autoencoder.trained.encoder.layers.find(({ variables }) => variables.length > 0)!;
    const kernel = autoencoder.trained.encoder.getWeights()[0]!;
    const subtitle = `${lecture.dataset}, weights of "${layer.name}"`;
    return featureDetectorsFigure({ kernel, image: [height, width], subtitle });
  },
};
