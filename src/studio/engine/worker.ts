import * as Comlink from "comlink";
import { CodingsError } from "../../core/errors.ts";
import { classifierFace } from "./classifier.worker.ts";
import { exporterFace } from "./exporter.worker.ts";
import { inWords } from "./in-words.ts";
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

/** The face's functions, whose errors leave in the page's words: on the way to the page they lose their class, and with it the options that they name. */
const withWordedErrors = (face: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(face as Readonly<Record<string, (...args: unknown[]) => unknown>>).map(([name, call]) => [
      name,
      async (...args: unknown[]) => {
        try {
          return await call(...args);
        } catch (error) {
          if (error instanceof CodingsError) error.message = error.worded(inWords);
          throw error;
        }
      },
    ]),
  );

Comlink.expose(withWordedErrors(faces[self.name as WorkerName]));
