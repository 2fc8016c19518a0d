/** An absolute path, one in the home folder, or one that leaves the working folder. */
const isOutside = (path: string): boolean =>
  /^(?:[a-z]:)?[\\/]|^~[\\/]|^file:/i.test(path) || /(?:^|[\\/])\.\.(?:[\\/]|$)/.test(path);

/** Whether a path loses its folders when its name is saved. */
export const losesFolders = (path: string): boolean => savedName(path) !== path.replace(/^(?:\.[\\/])+/, "");

/**
 * The name under which a model folder or a report mentions data. Both are given to other people, and a path may hold a user's or a customer's name. A path
 * inside the working folder is kept; of any other only the last part is. A URL loses its user and password.
 */
export function savedName(path: string): string {
  if (isOutside(path)) return /[^\\/]+(?=[\\/]*$)/.exec(path)?.[0] ?? "data";
  return path.replace(/^(?:\.[\\/])+/, "").replace(/^(\w+:\/\/)[^/@]*@/, "$1");
}

/** What stands for folders that were left out of an SQL query. */
const LEFT_OUT = "…/";

/** An SQL query whose quoted paths have lost the folders outside the working folder. */
export const savedQuery = (sql: string): string =>
  sql.replace(/(['"])((?:(?!\1).)*)\1/gs, (quoted, quote: string, path: string) =>
    isOutside(path) && /[^\\/][\\/]./.test(path) ? `${quote}${LEFT_OUT}${savedName(path)}${quote}` : quoted,
  );

/** Whether a saved query has lost folders, so that it can't be run. */
export const lacksFolders = (sql: string): boolean => new RegExp(`['"]${LEFT_OUT}`).test(sql);

/** Options as `config.json` keeps them: data, labels and query without the folders that files were in. */
export function savedOptions(options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const short = { data: savedName, labels: savedName, query: savedQuery };
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name,
      Object.hasOwn(short, name) && typeof value === "string" ? short[name as keyof typeof short](value) : value,
    ]),
  );
}
