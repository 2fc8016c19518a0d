/** Words for a missing value in text files. */
export const MISSING = ["", "NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "None", "?"];
