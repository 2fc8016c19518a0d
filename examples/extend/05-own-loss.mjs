// A custom loss: focal loss (Lin et al., 2017), a function of targets and outputs. It gives less weight to examples that the
// model classifies correctly already, which helps if one class is rare. With gamma 0 and alpha 0.5, it is half the binary
// cross-entropy. Without alpha, gamma 2 is the built-in binaryFocalCrossentropy.
import { garments, ndarray, sequential } from "codings";
import { add, clip, log, mean, mul, neg, square, sub } from "codings/graph";
import { dense, flatten } from "codings/layers";
import { checkGradients } from "codings/training";

const alpha = 0.75; // weight of an example of the rare class; the others have 1 - alpha

function focal(yTrue, yPred) {
  const p = clip(yPred, 1e-6, 1 - 1e-6);
  const rare = mul(mul(yTrue, alpha), mul(square(sub(1, p)), log(p)));
  const others = mul(mul(sub(1, yTrue), 1 - alpha), mul(square(p), log(sub(1, p))));
  return mean(neg(add(rare, others)), -1); // one number for each example
}

console.log(`gradients are off by at most ${(await checkGradients(focal, [1])).toExponential(0)}`);

// One of ten kinds of garments, so a tenth of the examples.
const { examples, labels } = garments({ count: 800 });
const isShirt = ndarray(
  "float32",
  [800, 1],
  Float32Array.from(labels.data, (kind) => Number(kind === 6)),
);
for (const loss of [focal, "binaryCrossentropy"]) {
  const classifier = sequential([
    flatten({ inputShape: [28, 28] }),
    dense(32, { activation: "selu" }),
    dense(1, { activation: "sigmoid" }),
  ]);
  classifier.compile({ loss, optimizer: "adam", metrics: ["recall", "precision"] });
  const { history } = await classifier.fit(examples, isShirt, { epochs: 6 });
  console.log("loss", ...history.map(({ loss }) => loss.toFixed(4)));
  const { recall, precision } = await classifier.evaluate(examples, isShirt);
  console.log(`${loss.name ?? loss}: recall ${recall.toFixed(2)}, precision ${precision.toFixed(2)}`);
}
