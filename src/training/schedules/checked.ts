import { OptionError } from "../../core/errors.ts";
import { knownOptions } from "../../core/options.ts";

/** The options of a schedule, and whether each must be given. */
export type ScheduleOptions<T> = Readonly<Record<keyof T, "needed" | "optional">>;

/**
 * Checks a schedule's options and returns them.
 * @throws OptionError if one is unknown or missing, or is neither a finite number, a list of these, nor a boolean.
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
        ? `${where} needs the option ${name}, but it is missing.`
        : `${name} of ${where} must be a finite number, but it is ${JSON.stringify(value) ?? typeof value}.`,
    );
  }
  return config;
}
