import { greedyFigure } from "../../figures/index.ts";
import { inputsOf, type LectureFigure } from "../lecture.node.ts";

export const figure: LectureFigure = {
  title: "Training one autoencoder at a time",
  draw: (lecture) =>
    greedyFigure({ sizes: [inputsOf(lecture), 100, 30], title: "Figure 17-7. Training one autoencoder at a time" }),
};
