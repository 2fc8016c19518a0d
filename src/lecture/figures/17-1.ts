import { autoencoderFigure } from "../../figures/index.ts";
import type { LectureFigure } from "../lecture.node.ts";

export const figure: LectureFigure = {
  title: "A simple autoencoder",
  draw: () =>
    autoencoderFigure({
      sizes: [3, 2],
      title: "Figure 17-1. A simple autoencoder",
      subtitle: "three inputs, two codings, three outputs",
    }),
};
