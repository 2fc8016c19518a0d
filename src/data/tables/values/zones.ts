/** Hours by which named zones are ahead of UTC. */
export const zoneHours: Readonly<Record<string, number>> = {
  Z: 0,
  UTC: 0,
  GMT: 0,
  WET: 0,
  BST: 1,
  CET: 1,
  MEZ: 1,
  CEST: 2,
  MESZ: 2,
  EET: 2,
  EEST: 3,
  MSK: 3,
  JST: 9,
  EST: -5,
  EDT: -4,
  CST: -6,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
};

/** A zone after a time: +01:00, +0100, +01, Z, CET, GMT+0100, each optionally followed by Java's [Europe/Berlin]. */
export const ZONE = `(Z|z|(?:UTC|GMT)?[-+−]\\d{2}(?::?\\d{2})?|${Object.keys(zoneHours)
  .filter((name) => name !== "Z")
  .join("|")})(?:\\[[^\\]]*\\])?`;

/** Returns the seconds by which a zone is ahead of UTC. */
export function zoneSeconds(zone: string): number {
  const [, sign, hours, minutes = "0"] = /([-+−])(\d{2}):?(\d{2})?$/.exec(zone) ?? [];
  if (sign === undefined) return 3600 * (zoneHours[zone.toUpperCase()] ?? 0);
  return (sign === "+" ? 1 : -1) * (3600 * Number(hours) + 60 * Number(minutes));
}
