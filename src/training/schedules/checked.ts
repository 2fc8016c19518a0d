import { OptionError } from "../../core/errors.ts";
import { knownOptions } from "../../core/options.ts";

/** Each option of a schedule, and whether it has to be given. */
export type ScheduleOptions<T> = Readonly<Record<keyof T, "needed" | "optional">>;

/**
 * A schedule's options as they were given.
 * @throws OptionError where one isn't known, is missing, or isn't a finite number, a list of those, or yes or no.
 */
export function checkedOptions<T extends object>(where: string, config: T, options: ScheduleOptions<T>): T {
  knownOptions(where, config, options as never);
  for (const [name, need] of Object.entries(options)) {
    const value: unknown = config[name as keyof T];
    if (value === undefined && need === "optional") continue;
    const numbers: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (numbers.every((x) => typeof x === "boolean" || (typeof x === "number" && Number.isFinite(x)))) continue;
    throw new OptionError(
      value === undefined
        ? `${where} needs ${name}.`
        : `${name} of ${where} is a finite number, but this is ${JSON.stringify(value) ?? typeof value}.`,
    );
  }
  return config;
}
