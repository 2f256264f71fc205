/** Import table of design section 4 (ARCHITECTURE.md); test/contract/boundaries.spec.ts proves that it bites. */
const EVERYBODY = ['common', 'config', 'observability'];

/** lib → the libs it may import, besides itself and EVERYBODY. */
const MAY_IMPORT = {
  common: [],
  config: [],
  observability: [],
  parameters: [],
  database: [],
  messaging: ['database'],
  reference: ['database'],
  search: ['database', 'messaging', 'parameters'],
  intake: ['database', 'messaging'],
  identity: ['database', 'messaging', 'reference', 'intake'],
  supply: ['identity', 'intake', 'reference', 'search', 'parameters', 'messaging', 'database'],
  demand: ['identity', 'intake', 'reference', 'search', 'parameters', 'messaging', 'database'],
  notification: ['identity', 'messaging', 'database'],
  matching: [
    'supply',
    'demand',
    'notification',
    'search',
    'parameters',
    'identity',
    'reference',
    'messaging',
    'database',
  ],
};

/** The three that everybody may import stand below all others, in this order. */
const BELOW = { common: [], config: ['common'], observability: ['common', 'config'] };

/** Packages that one place owns, so that they can be replaced there. */
const OWNERS = {
  bullmq: '^libs/messaging/',
  ioredis: '^libs/messaging/',
  meilisearch: '^libs/search/',
  '@nestjs/graphql': '^apps/api/',
  '@nestjs/apollo': '^apps/api/',
  graphql: '^apps/api/',
};

/** The contract test points the rules at a fixture with deliberately bad imports. */
const root = process.env.BOUNDARY_ROOT ?? '';

module.exports = {
  forbidden: [
    ...Object.entries(MAY_IMPORT).map(([lib, allowed]) => {
      const may = BELOW[lib] ?? [...allowed, ...EVERYBODY];
      return {
        name: `${lib}-imports`,
        comment: `libs/${lib} may import only: ${may.join(', ') || 'nothing of ours'}`,
        severity: 'error',
        from: { path: `^${root}libs/${lib}/` },
        to: { path: '^(libs|apps)/', pathNot: `^libs/(${[lib, ...may].join('|')})/` },
      };
    }),
    {
      name: 'unknown-lib',
      comment: 'a new lib needs its line in the table',
      severity: 'error',
      from: { path: `^${root}libs/`, pathNot: `^${root}libs/(${Object.keys(MAY_IMPORT).join('|')})/` },
      to: {},
    },
    {
      name: 'through-the-index',
      comment: 'another lib is imported through its index.ts only',
      severity: 'error',
      from: { path: `^${root}(apps|libs/([^/]+))/` },
      to: { path: '^libs/[^/]+/(?!index\\.ts$)', pathNot: '^libs/$2/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'common-is-a-leaf',
      comment: 'libs/common knows no framework',
      severity: 'error',
      from: { path: `^${root}libs/(common|parameters)/`, pathNot: '\\.spec\\.ts$' },
      to: { path: 'node_modules/(@nestjs|typeorm|graphql|bullmq|pg)/' },
    },
    ...Object.entries(OWNERS).map(([name, owner]) => ({
      name: `${name}-has-an-owner`,
      comment: `${name} is imported in ${owner} only`,
      severity: 'error',
      from: { path: `^${root}(apps|libs)/`, pathNot: owner.replace('^', `^${root}`) },
      to: { path: `node_modules/${name}/` },
    })),
    {
      name: 'no-dev-dependencies-in-code',
      comment: 'the image holds production dependencies only',
      severity: 'error',
      from: { path: `^${root}(apps|libs)/`, pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-dev'] },
    },
    {
      name: 'no-tests-in-code',
      severity: 'error',
      from: { path: `^${root}(apps|libs)/`, pathNot: '\\.spec\\.ts$' },
      to: { path: '^test/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['gonglian-source', 'import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.js', '.json'],
    },
  },
};
