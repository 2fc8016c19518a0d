import { DURATIONS, METRES } from "../values/duration.ts";
import type { DurationForm, EpochForm, Form, NumberForm, TimeForm } from "../values/form.ts";
import { epochPattern, isPlain, typeOfForm } from "../values/forms.ts";
import { MISSING_NUMBER } from "../values/missing.ts";
import { monthNames } from "../values/month-names.ts";
import {
  divisorOf,
  FRACTION,
  groupCount,
  leftOutOfDigits,
  NEGATIVE,
  numberPattern,
  SPACES,
  vulgarFractions,
} from "../values/number-form.ts";
import { compileFormat, FIRST_OF_LAST_CENTURY, type TimeField } from "../values/time-format.ts";
import { zoneHours } from "../values/zones.ts";
import { literal } from "./database.node.ts";

/** Returns SQL that removes spaces of any width around a text. */
const trimmed = (x: string): string => `trim(${x}, ${literal(`${SPACES}\t`)})`;

/** Returns SQL for whether a text means a missing number or time. */
export const saysMissingSql = (x: string): string => `lower(${trimmed(x)}) IN (${MISSING_NUMBER.map(literal).join(", ")})`;

/** Returns SQL that reads a text by its form, as `typeOfForm` (DOUBLE if it isn't a time); NULL if it doesn't have the form. */
export function formSql(form: Form, x: string): string {
  if (form.kind === "number")
    return isPlain(form) ? `TRY_CAST(${trimmed(x)} AS DOUBLE)` : once(trimmed(x), "t", numberFormSql(form, "t"));
  if (form.kind === "duration") return once(trimmed(x), "t", durationSql(form, "t"));
  if (form.kind === "epoch") return epochSql(form, trimmed(x));
  const usual = usualTimeSql(form, x);
  const any = timeFormSql(form, trimmed(x));
  return usual === undefined ? any : `coalesce(${usual}, ${any})`;
}

/** Returns SQL for texts in formats that DuckDB reads itself, which is a few times faster. Other texts of the format are NULL. */
function usualTimeSql({ format }: TimeForm, x: string): string | undefined {
  if (format === "%Y-%m-%d") return `CASE WHEN length(${x}) = 10 THEN TRY_CAST(${x} AS DATE) END`;
  if (format === "%Y-%m-%d %H:%M:%S") return `CASE WHEN length(${x}) = 19 THEN TRY_CAST(${x} AS TIMESTAMP) END`;
  if (format === "%Y-%m-%d %H:%M:%S%z") return `CASE WHEN length(${x}) >= 20 THEN TRY_CAST(${x} AS TIMESTAMPTZ)::TIMESTAMP END`;
  if (!/^(?:%[YmdHMSIp]|[-./ :,])+$/.test(format) || !/%Y/.test(format)) return undefined;
  // The format requires years of four digits.
  const time = `try_strptime(${x}, ${literal(format)})`;
  const read = `CASE WHEN ${time} >= TIMESTAMP '1000-01-01' THEN ${time} END`;
  return /%[HI]/.test(format) ? read : `(${read})::DATE`;
}

/** Returns SQL that reads a text by its form. For other texts, it raises an error; the column is then read as text. */
export function typedSql(name: string, form: Form, x: string): string {
  const type = typeOfForm(form);
  const value = formSql(form.kind === "number" && type === "BIGINT" ? { ...form, wholeOnly: true } : form, x);
  // Each value is read once. The rest is evaluated only if that returns nothing.
  return `coalesce((${value})::${type}, CASE WHEN ${x} IS NULL OR ${saysMissingSql(x)} THEN NULL ELSE error(${literal(`Error when converting column "${name}". `)}) END)`;
}

function numberFormSql(form: NumberForm, t: string): string {
  const pattern = literal(`^(?:${numberPattern(form)})$`);
  const groups = Array.from({ length: groupCount(form) }, (_, i) => `regexp_extract(${t}, ${pattern}, ${i + 1})`);
  const digits = `ltrim(translate(${groups.join(" || ")}, ${literal(leftOutOfDigits(form))}, ''), '+-−')`;
  const size = `TRY_CAST(${form.decimal === "." ? digits : `replace(${digits}, ',', '.')`} AS DOUBLE)`;
  const mayBeNegative = `(contains(${t}, '-') OR contains(${t}, '−') OR contains(${t}, '('))`;
  const sign = `(CASE WHEN ${mayBeNegative} AND regexp_matches(${t}, ${literal(NEGATIVE)}) THEN -1 ELSE 1 END)`;
  const divisor = divisorOf(form) === 1 ? "" : ` / ${divisorOf(form)}::DOUBLE`;
  const value = `${sign} * ${size}${divisor}`;
  return form.fractions ? `coalesce(${value}, ${sign} * ${fractionSql(t)})` : value;
}

function fractionSql(t: string): string {
  const part = (group: number) => `TRY_CAST(regexp_extract(${t}, ${literal(`^(?:${FRACTION})$`)}, ${group}) AS DOUBLE)`;
  const letter = `regexp_extract(${t}, ${literal(`^(?:${FRACTION})$`)}, 5)`;
  const values = vulgarFractions.map(([char, value]) => `WHEN ${literal(char)} THEN ${value}::DOUBLE`).join(" ");
  return `coalesce(coalesce(${part(1)}, 0) + ${part(2)} / nullif(${part(3)}, 0), coalesce(${part(4)}, 0) + CASE ${letter} ${values} END)`;
}

function durationSql({ style }: DurationForm, t: string): string {
  const pattern = literal(`^(?:${DURATIONS[style]})$`);
  const parts = `regexp_extract(${t}, ${pattern}, ['sign', 'd', 'h', 'm', 's'])`;
  const of = (name: string) => `coalesce(TRY_CAST(replace(parts.${name}, ',', '.') AS DOUBLE), 0)`;
  const is = `regexp_full_match(${t}, ${pattern}) AND regexp_matches(${t}, '\\d')${style === "words" ? ` AND NOT regexp_full_match(${t}, ${literal(METRES)})` : ""}`;
  const seconds = `(CASE WHEN parts.sign = '-' THEN -1 ELSE 1 END) * (86400 * ${of("d")} + 3600 * ${of("h")} + 60 * ${of("m")} + ${of("s")})`;
  return `CASE WHEN ${is} THEN ${once(parts, "parts", seconds)} END`;
}

const TO_MICROSECONDS = { s: "* 1000000", ms: "* 1000", us: "", ns: "// 1000" } as const;

function epochSql({ unit }: EpochForm, t: string): string {
  const whole = `TRY_CAST(regexp_extract(${t}, '^\\d+') AS BIGINT)`;
  const fraction = `coalesce(TRY_CAST(left(rpad(regexp_extract(${t}, '\\.(\\d+)', 1), 6, '0'), ${{ s: 6, ms: 3, us: 0, ns: 0 }[unit]}) AS BIGINT), 0)`;
  return `CASE WHEN regexp_full_match(${t}, ${literal(epochPattern(unit))}) THEN make_timestamp(${whole} ${TO_MICROSECONDS[unit]} + ${fraction}) END`;
}

const months = `[${monthNames.map(([, month]) => month).join(", ")}]`;
const namesOfMonths = `[${monthNames.map(([name]) => literal(name)).join(", ")}]`;

function timeFormSql(form: TimeForm, t: string): string {
  const { pattern, fields, hasDate, hasClock } = compileFormat(form.format);
  const names = fields.map((field, i) => (fields.indexOf(field) === i ? field : `${field}${i}`));
  const parts = `regexp_extract(${t}, ${literal(`^(?:${pattern})$`)}, [${names.map((name) => literal(nameOf(name))).join(", ")}])`;
  return once(parts, "parts", partsSql(fields, hasDate, hasClock));
}

/** Returns SQL that evaluates an expression once, however often another one refers to it. */
const once = (value: string, name: string, sql: string): string => `list_transform([${value}], lambda ${name}: ${sql})[1]`;

/** Returns SQL for the time from the parts of a text. All parts are empty if the text doesn't have the format. */
function partsSql(fields: readonly TimeField[], hasDate: boolean, hasClock: boolean): string {
  const has = (field: TimeField) => fields.includes(field);
  const text = (field: TimeField) => `parts.${nameOf(field)}`;
  const whole = (field: TimeField) => `TRY_CAST(${text(field)} AS BIGINT)`;
  if (has("s")) return `make_timestamp(${whole("s")} * 1000000 + ${microsSql(text("f"))})`;
  // Every text of the format contains the hour or the year.
  const isIt = `${text(hasDate ? (has("Y") ? "Y" : "y") : has("I") ? "I" : "H")} <> ''`;
  const clock = hasClock ? clockSql(has, text, whole) : "0";
  if (!hasDate) return `CASE WHEN ${isIt} AND (${clock}) < 86400000000 THEN TIME '00:00:00' + to_microseconds(${clock}) END`;
  const year = has("Y")
    ? whole("Y")
    : `(${whole("y")} + CASE WHEN ${whole("y")} < ${FIRST_OF_LAST_CENTURY} THEN 2000 ELSE 1900 END)`;
  const date = dateSql(year, has, text, whole);
  if (!hasClock) return `CASE WHEN ${isIt} THEN ${date} END`;
  return `CASE WHEN ${isIt} THEN (${date})::TIMESTAMP + to_microseconds(${clock}) END`;
}

/** Returns a name for a struct's field. Names must differ by more than case. */
const nameOf = (field: string): string => (/^[A-Z]/.test(field) ? `upper_${field.toLowerCase()}` : `lower_${field}`);

type Of = (field: TimeField) => string;

function dateSql(year: string, has: (field: TimeField) => boolean, text: Of, whole: Of): string {
  if (has("j"))
    return `CASE WHEN ${whole("j")} BETWEEN 1 AND 366 THEN (TRY_CAST(${year} || '-1-1' AS DATE) + CAST(${whole("j")} - 1 AS INTEGER))::DATE END`;
  if (has("V")) {
    const fourth = `TRY_CAST(${year} || '-1-4' AS DATE)`;
    const day = has("u") ? whole("u") : "1";
    return `CASE WHEN ${whole("V")} BETWEEN 1 AND 53 THEN (${fourth} - CAST(isodow(${fourth}) - 1 AS INTEGER) + CAST(7 * (${whole("V")} - 1) + ${day} - 1 AS INTEGER))::DATE END`;
  }
  const month = has("b")
    ? `${months}[list_position(${namesOfMonths}, lower(${text("b")}))]`
    : has("q")
      ? `(3 * ${whole("q")} - 2)`
      : has("m")
        ? whole("m")
        : "1";
  return `TRY_CAST(${year} || '-' || ${month} || '-' || ${has("d") ? whole("d") : "1"} AS DATE)`;
}

const microsSql = (fraction: string): string => `coalesce(TRY_CAST(left(rpad(nullif(${fraction}, ''), 6, '0'), 6) AS BIGINT), 0)`;

/** Returns SQL for the microseconds of a time of day, minus its zone's offset from UTC. */
function clockSql(has: (field: TimeField) => boolean, text: Of, whole: Of): string {
  const hour = has("I") ? `((${whole("I")} % 12) + CASE WHEN lower(${text("p")}) = 'p' THEN 12 ELSE 0 END)` : whole("H");
  const seconds = [
    `3600 * coalesce(${hour}, 0)`,
    ...(has("M") ? [`60 * coalesce(${whole("M")}, 0)`] : []),
    ...(has("S") ? [`coalesce(${whole("S")}, 0)`] : []),
  ];
  const zone = has("z") ? ` - 1000000 * ${zoneSql(text("z"))}` : "";
  return `1000000 * (${seconds.join(" + ")})${has("f") ? ` + ${microsSql(text("f"))}` : ""}${zone}`;
}

function zoneSql(z: string): string {
  const offset = (group: number) =>
    `coalesce(TRY_CAST(regexp_extract(${z}, '([-+−])(\\d{2}):?(\\d{2})?$', ${group}) AS BIGINT), 0)`;
  const named = Object.entries(zoneHours)
    .filter(([, hours]) => hours !== 0)
    .map(([name, hours]) => `WHEN ${literal(name)} THEN ${3600 * hours}`)
    .join(" ");
  const sign = `(CASE WHEN regexp_matches(${z}, '\\+\\d') THEN 1 ELSE -1 END)`;
  return `(CASE WHEN regexp_matches(${z}, '[-+−]\\d') THEN ${sign} * (3600 * ${offset(2)} + 60 * ${offset(3)}) ELSE (CASE upper(${z}) ${named} ELSE 0 END) END)`;
}
