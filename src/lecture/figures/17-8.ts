import { denoisingFigure } from "../../figures/index.ts";
import { inputsOf, type LectureFigure } from "../lecture.node.ts";

export const figure: LectureFigure = {
  title: "Denoising autoencoders",
  draw: (lecture) => denoisingFigure({ sizes: [inputsOf(lecture), 100, 30], title: "Figure 17-8. Denoising autoencoders" }),
};
