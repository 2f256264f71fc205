import { ELECTRICAL } from './dictionary-electrical.js';
import { MECHANICAL } from './dictionary-mechanical.js';
import { type ParameterDefinition } from './types.js';

/** Changes whenever a definition or a unit factor changes; stored with each match. */
export const DICTIONARY_VERSION = '2026-11-2';

const BETTER: Readonly<Record<string, ParameterDefinition['better']>> = {
  '+': 'higher',
  '-': 'lower',
  '0': 'none',
};

function parseLine(line: string): ParameterDefinition {
  const [code, zh, en, aliases = '', dimension, baseUnit, direction = ''] = line.split('|');
  const better = BETTER[direction];
  if (!code || !zh || !en || !dimension || baseUnit === undefined || better === undefined) {
    throw new Error(`Dictionary: bad line ${line}`);
  }
  const names = aliases.split(',').filter((alias) => alias !== '');
  return Object.freeze({ code, zh, en, aliases: Object.freeze(names), dimension, baseUnit, better });
}

const DEFINITIONS: readonly ParameterDefinition[] = Object.freeze(
  `${ELECTRICAL.trim()}\n${MECHANICAL.trim()}`.split('\n').map(parseLine),
);

/** A name as it is compared: NFKC, small letters, no spaces. */
export function foldName(name: string): string {
  return name.normalize('NFKC').toLowerCase().replace(/\s+/g, '');
}

/** Folded name → its definition; null where two definitions claim the name. */
function buildNames(): Map<string, ParameterDefinition | null> {
  const names = new Map<string, ParameterDefinition | null>();
  for (const definition of DEFINITIONS) {
    for (const name of [definition.code, definition.zh, definition.en, ...definition.aliases]) {
      const key = foldName(name);
      const holder = names.get(key);
      names.set(key, holder === undefined || holder === definition ? definition : null);
    }
  }
  return names;
}

const NAMES = buildNames();

/** All canonical parameters, in a stable order. */
export function listParameters(): readonly ParameterDefinition[] {
  return DEFINITIONS;
}

/**
 * Looks a parameter up by code, Chinese or English name, or alias: whole names only, after NFKC and case folding,
 * spaces ignored.
 * @returns null if the name is unknown or stands for more than one parameter; nothing is guessed
 */
export function findParameter(codeOrName: string): ParameterDefinition | null {
  return NAMES.get(foldName(codeOrName)) ?? null;
}
