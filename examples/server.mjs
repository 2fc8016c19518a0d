// Scores rows of JSON with a saved detector of anomalies: node examples/server.mjs MODEL [PORT]
//
//   curl localhost:3000/score -d '[{ "price": 99, "quantity": 3 }]'
//
// answers { "scores": […], "percentiles": […], "outliers": [0 or 1, …] }, or { "error": "…" } with status 400.
import { serve } from "@hono/node-server";
import { AnomalyDetector, CodingsError } from "codings";
import { Hono } from "hono";

const [path, port = "3000"] = process.argv.slice(2);
if (path === undefined) {
  console.error("Give the folder of a detector: node examples/server.mjs MODEL [PORT]");
  process.exit(2);
}
const detector = await AnomalyDetector.load(path);

const app = new Hono();
app.post("/score", async (context) => {
  const scores = await detector.scoreSamples(await context.req.json());
  const [percentiles, outliers] = [detector.percentile(scores), detector.flag(scores)];
  return context.json({ scores: [...scores.data], percentiles: [...percentiles.data], outliers: [...outliers.data] });
});
app.onError((error, context) => {
  const isOfRequest = error instanceof CodingsError || error instanceof SyntaxError;
  return context.json({ error: error.message }, isOfRequest ? 400 : 500);
});
serve({ fetch: app.fetch, port: Number(port), hostname: "localhost" }, (address) =>
  console.log(`Send rows to http://localhost:${address.port}/score`),
);
