import { FirstTables1795000000000 } from './1795000000000-first-tables.js';
import { Identity1795100000000 } from './1795100000000-identity.js';
import { Catalogue1795200000000 } from './1795200000000-catalogue.js';
import { Intake1795800000000 } from './1795800000000-intake.js';

/** Every migration, in order. Add new ones at the end; never change one that has been released. */
export const MIGRATIONS = [
  FirstTables1795000000000,
  Identity1795100000000,
  Catalogue1795200000000,
  Intake1795800000000,
] as const;
