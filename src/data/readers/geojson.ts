import { entriesOf, objectOf } from "../../core/json-names.ts";
import { freeName, inLowerCase } from "../tables/schema/column-names.ts";

type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is JsonObject => typeof value === "object" && value !== null && !Array.isArray(value);

export const isFeatureCollection = (
  value: JsonObject,
): value is { readonly type: string; readonly features: readonly unknown[] } =>
  value.type === "FeatureCollection" && Array.isArray(value.features);

/**
 * Converts GeoJSON features (RFC 7946) to rows: their properties, and the longitude, latitude and altitude (if present) of
 * points.
 */
export function featureRows(features: readonly unknown[]): readonly unknown[] {
  const taken = inLowerCase(
    features.flatMap((feature) => (isObject(feature) && isObject(feature.properties) ? Object.keys(feature.properties) : [])),
  );
  const [longitude, latitude, altitude] = ["longitude", "latitude", "altitude"].map((name) => freeName(name, taken)) as [
    string,
    string,
    string,
  ];
  const hasId = features.some((feature) => isObject(feature) && feature.id !== undefined) && !taken.has("id");
  return features.map((feature) => {
    if (!isObject(feature)) return feature;
    const { properties, geometry, id = null } = feature;
    const [x, y, z] =
      isObject(geometry) && geometry.type === "Point" && Array.isArray(geometry.coordinates) ? geometry.coordinates : [];
    return objectOf([
      ...(hasId ? [["id", id] as const] : []),
      ...(isObject(properties) ? entriesOf(properties) : []),
      ...(x === undefined ? [] : [[longitude, x] as const, [latitude, y] as const]),
      ...(z === undefined ? [] : [[altitude, z] as const]),
    ]);
  });
}
