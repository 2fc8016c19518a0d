import { AnomalyDetector, openTable, score } from "codings";

const orders = await openTable("examples/orders.csv", { drawTailsIn: false });
const detector = await new AnomalyDetector().fit(orders);
const { strangest } = await score(detector, orders);
for (const { row, why } of strangest ?? []) console.log(`row ${row}: ${why}`);
