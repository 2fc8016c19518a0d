import * as Comlink from "comlink";
import { classifierFace } from "./classifier.worker.ts";
import { exporterFace } from "./exporter.worker.ts";
import { mapperFace } from "./mapper.worker.ts";
import { trainerFace } from "./trainer.worker.ts";
import { viewerFace } from "./viewer.worker.ts";

const faces = {
  trainer: trainerFace,
  viewer: viewerFace,
  mapper: mapperFace,
  classifier: classifierFace,
  exporter: exporterFace,
};

/** What a worker of the page can be: each is this script under another name, so that the page brings their common code once. */
export type WorkerName = keyof typeof faces;

Comlink.expose(faces[self.name as WorkerName]);
