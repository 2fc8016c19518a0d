/** Names of the months in languages with Latin letters, in lower case; the short English names come first. */
const NAMES = [
  "jan january januar jän jänner janvier janv enero ene gennaio gen januari janeiro",
  "feb february februar feber février févr fév febrero febbraio februari fevereiro fev",
  "mar march märz mrz mär mars marzo maart mrt março",
  "apr april avril avr abril abr aprile",
  "may mai mayo maggio mag mei maio",
  "jun june juni juin junio giugno giu junho",
  "jul july juli juillet juil julio luglio lug julho",
  "aug august août aoû agosto ago augustus",
  "sep sept september septembre septiembre setiembre settembre set setembro",
  "oct october oktober okt octobre octubre ottobre ott outubro out",
  "nov november novembre noviembre novembro",
  "dec december dezember dez décembre déc diciembre dic dicembre dezembro",
].map((names) => names.split(" "));

/** Each name with the number of its month, from 1. */
export const monthNames: readonly (readonly [name: string, month: number])[] = NAMES.flatMap((names, i) =>
  names.map((name) => [name, i + 1] as const),
);

export const ENGLISH_MONTHS: readonly string[] = NAMES.map(([, name]) => name![0]!.toUpperCase() + name!.slice(1));
