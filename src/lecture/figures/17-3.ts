import { autoencoderFigure } from "../../figures/index.ts";
import { inputsOf, type LectureFigure } from "../lecture.node.ts";

export const figure: LectureFigure = {
  title: "A stacked autoencoder",
  draw: (lecture) =>
    autoencoderFigure({
      sizes: [inputsOf(lecture), 100, 30],
      title: "Figure 17-3. A stacked autoencoder",
      subtitle: "symmetrical about its codings; the heights grow with the logarithm of the units",
    }),
};
