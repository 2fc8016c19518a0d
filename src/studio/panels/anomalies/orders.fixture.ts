import { random } from "../../../core/random.ts";
import { readCsv } from "../../../data/readers/csv.ts";
import type { MemoryTable } from "../../../data/tables/memory/table.ts";

/** Returns orders whose total is price times quantity. In every fiftieth row, labelled as wrong, the total is four times too large. */
export function ordersCsv(rows: number): string {
  const source = random(1);
  const lines = Array.from({ length: rows }, (_, i) => {
    const country = ["de", "fr", "it"][source.integer(3)]!;
    const price = 10 + 2 * source.normal() + (country === "fr" ? 5 : 0);
    const quantity = 1 + source.integer(9);
    const isWrong = i % 50 === 49;
    const total = (price * quantity * (isWrong ? 4 : 1)).toFixed(2);
    return `${7000 + i},${country},${price.toFixed(2)},${i % 20 === 3 ? "" : quantity},${total},${isWrong ? 1 : 0}`;
  });
  return `order,country,price,quantity,total,wrong\n${lines.join("\n")}\n`;
}

export const ordersTable = async (rows: number): Promise<MemoryTable> => readCsv(ordersCsv(rows), "orders.csv");
