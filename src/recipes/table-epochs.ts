/** A table's training ends when this many epochs haven't made the validation loss better. */
export const TABLE_PATIENCE = 10;
export const TABLE_EPOCHS = 200;
/** Of a large table, fewer epochs: so many that about so many rows are seen. */
const ROWS_SEEN = 40_000_000;

/** How many epochs a table of so many rows is trained at most. */
export const tableEpochs = (rows: number): number => Math.min(TABLE_EPOCHS, Math.max(1, Math.ceil(ROWS_SEEN / rows)));
