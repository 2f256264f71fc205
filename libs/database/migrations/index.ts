import { FirstTables1795000000000 } from './1795000000000-first-tables.js';
import { Identity1795100000000 } from './1795100000000-identity.js';
import { Catalogue1795200000000 } from './1795200000000-catalogue.js';
import { Demand1795300000000 } from './1795300000000-demand.js';
import { Search1795400000000 } from './1795400000000-search.js';
import { Runs1795500000000 } from './1795500000000-runs.js';
import { Dialogue1795600000000 } from './1795600000000-dialogue.js';
import { Territory1795750000000 } from './1795750000000-territory.js';
import { Intake1795800000000 } from './1795800000000-intake.js';
import { ImportService1795900000000 } from './1795900000000-import-service.js';
import { Meilisearch1796000000000 } from './1796000000000-meilisearch.js';

/** Every migration, in order. Add new ones at the end; never change one that has been released. */
export const MIGRATIONS = [
  FirstTables1795000000000,
  Identity1795100000000,
  Catalogue1795200000000,
  Demand1795300000000,
  Search1795400000000,
  Runs1795500000000,
  Dialogue1795600000000,
  Territory1795750000000,
  Intake1795800000000,
  ImportService1795900000000,
  Meilisearch1796000000000,
] as const;
