/** Returns whether a path is absolute, begins with the home folder, or leaves the working folder. */
const isOutside = (path: string): boolean =>
  /^(?:[a-z]:)?[\\/]|^~[\\/]|^file:/i.test(path) || /(?:^|[\\/])\.\.(?:[\\/]|$)/.test(path);

/** Returns whether a path loses its folders when its name is saved. */
export const losesFolders = (path: string): boolean => savedName(path) !== path.replace(/^(?:\.[\\/])+/, "");

/**
 * Returns the name under which a model folder or a report mentions data. Both may be given to other people, and a path may
 * contain the name of a user or a customer. A path inside the working folder is stored whole; of any other path, only the
 * last part is stored. A URL loses its user and password.
 */
export function savedName(path: string): string {
  if (isOutside(path)) return /[^\\/]+(?=[\\/]*$)/.exec(path)?.[0] ?? "data";
  return path.replace(/^(?:\.[\\/])+/, "").replace(/^(\w+:\/\/)[^/@]*@/, "$1");
}

/** Marks folders that were left out of an SQL query. */
const LEFT_OUT = "…/";

/** Removes the folders outside the working folder from the quoted paths in an SQL query. */
export const savedQuery = (sql: string): string =>
  sql.replace(/(['"])((?:(?!\1).)*)\1/gs, (quoted, quote: string, path: string) =>
    isOutside(path) && /[^\\/][\\/]./.test(path) ? `${quote}${LEFT_OUT}${savedName(path)}${quote}` : quoted,
  );

/** Returns whether a saved query has lost folders, so that it can't be run. */
export const lacksFolders = (sql: string): boolean => new RegExp(`['"]${LEFT_OUT}`).test(sql);

/** Returns options as `config.json` stores them: data, labels and query lose the folders of their files. */
export function savedOptions(options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const short = { data: savedName, labels: savedName, query: savedQuery };
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name,
      Object.hasOwn(short, name) && typeof value === "string" ? short[name as keyof typeof short](value) : value,
    ]),
  );
}
