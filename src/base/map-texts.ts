/** A JSON value with each of its texts, at any depth, put through `map`; object keys through `mapKey`, by default as they are. Bytes in it stay. */
export function mapTexts(
  value: unknown,
  map: (text: string) => string,
  mapKey: (key: string) => string = (key) => key,
): unknown {
  if (typeof value === 'string') return map(value);
  if (Array.isArray(value)) return value.map((each) => mapTexts(each, map, mapKey));
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [mapKey(key), mapTexts(each, map, mapKey)]),
  );
}
