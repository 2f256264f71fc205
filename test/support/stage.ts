import { type INestApplicationContext } from '@nestjs/common';
import { SYSTEM_SCOPE, UnitOfWork } from '#libs/database';
import { IdentityService, type Role } from '#libs/identity';
import { newId } from '#libs/common';
import { type Child } from '../../apps/cli/children.js';
import { createTestDatabase, type TestDatabase } from './database.js';
import { Caller } from './graphql.js';
import { apiProcess, workerProcess } from './processes.js';
import { openServices, registerMember, type TestMember } from './services.js';

/** A platform of its own for one spec file: database, real processes, and the services to register people with. */
export interface Stage {
  readonly database: TestDatabase;
  readonly services: INestApplicationContext;
  readonly api: Child;
  readonly worker: Child;
  /** Nobody yet; `nobody.signIn(member)` is somebody. */
  readonly nobody: Caller;
  /** Runs at the end, before the database goes; last in, first out. */
  onClose(step: () => Promise<unknown>): void;
  close(): Promise<void>;
}

export interface StageOptions {
  /** Start them; true unless given. */
  readonly api?: boolean;
  readonly worker?: boolean;
  readonly apiEnvironment?: Readonly<Record<string, string>>;
  readonly workerEnvironment?: Readonly<Record<string, string>>;
}

/** Opens a stage; what was opened is closed again when a later part fails. */
export async function openStage(options: StageOptions = {}): Promise<Stage> {
  const closing: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    const database = await createTestDatabase();
    closing.push(() => database.drop());
    const services = await openServices(database, 'worker');
    closing.push(() => services.close());
    const worker = workerProcess(database, options.workerEnvironment);
    const api = apiProcess(database, options.apiEnvironment);
    closing.push(
      () => worker.stop(),
      () => api.stop(),
    );
    await Promise.all([
      options.worker === false ? null : worker.start(),
      options.api === false ? null : api.start(),
    ]);
    const nobody = new Caller(() => api.url);
    return { database, services, api, worker, nobody, onClose: (step) => closing.push(step), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A second person in the organisation of a member. */
export async function registerColleague(
  services: INestApplicationContext,
  member: TestMember,
  role: Role,
): Promise<TestMember> {
  const { organisationId } = member.scope;
  const account = { email: `${newId()}@test.example`, password: 'correct horse battery' };
  const { id } = await services
    .get(UnitOfWork)
    .run(SYSTEM_SCOPE, () =>
      services.get(IdentityService).createMember({ ...account, organisationId, name: '同事', role }),
    );
  return { ...account, scope: { ...member.scope, userId: id, role } };
}

export { registerMember, type TestMember };

const PROBLEM = '__typename ... on Problem { code message }';
const FAULTS = `${PROBLEM} ... on InvalidInput { issues { path code message } }`;

/** What a mutation answered: the row, or the problem. */
export interface Outcome {
  readonly __typename: string;
  readonly id?: string;
  readonly version?: number;
  readonly code?: string;
  readonly message?: string;
  readonly issues?: readonly { path: string; code: string; message: string }[];
}

export const CREATE_PRODUCT = `mutation ($input: CreateProductInput!) { outcome: createProduct(input: $input) { ${FAULTS} ... on Product { id version } } }`;
export const UPDATE_PRODUCT = `mutation ($id: UUID!, $version: Int!, $input: UpdateProductInput!) { outcome: updateProduct(id: $id, expectedVersion: $version, input: $input) { ${FAULTS} ... on Product { id version } } }`;
export const CREATE_NEED = `mutation ($input: CreateNeedInput!) { outcome: createNeed(input: $input) { ${FAULTS} ... on Need { id version } } }`;
export const RECORD_DECISION = `mutation ($input: RecordDecisionInput!) { outcome: recordDecision(input: $input) { ${FAULTS} ... on Decision { id } } }`;
const onId = (field: string, type: string, argument = 'id') =>
  `mutation ($id: UUID!) { outcome: ${field}(${argument}: $id) { ${PROBLEM} ... on ${type} { id } } }`;
export const PUBLISH_PRODUCT = onId('publishProduct', 'Product');
export const WITHDRAW_PRODUCT = onId('withdrawProduct', 'Product');
export const PUBLISH_NEED = onId('publishNeed', 'Need');
export const CLOSE_NEED = onId('closeNeed', 'Need');
export const REQUEST_MATCHING = onId('requestMatching', 'Need', 'needId');
export const MARK_READ = onId('markNotificationRead', 'Notification');

/** Does a mutation that must succeed. @returns the id of its row */
export async function done(caller: Caller, mutation: string, variables: object): Promise<string> {
  const { outcome } = await caller.get<{ outcome: Outcome }>(mutation, { ...variables });
  if (outcome.id === undefined) throw new Error(JSON.stringify(outcome));
  return outcome.id;
}

/** Lists a product and publishes it. */
export async function publishProduct(caller: Caller, input: object): Promise<string> {
  const id = await done(caller, CREATE_PRODUCT, { input });
  return done(caller, PUBLISH_PRODUCT, { id });
}

/** Writes a need and opens it. */
export async function publishNeed(caller: Caller, input: object): Promise<string> {
  const id = await done(caller, CREATE_NEED, { input });
  return done(caller, PUBLISH_NEED, { id });
}

/** One parameter of a product with a single value. */
export const value = (name: string, number: string, unit: string) => ({
  name,
  low: number,
  high: number,
  unit,
});

/** A hard clause: the parameter must be at least this. */
export const atLeast = (name: string, low: string, unit: string, disclosure = 'PUBLIC') => ({
  hard: true,
  disclosure,
  text: `${name}不低于${low}${unit}`,
  condition: { parameter: { name, op: 'GE', low, unit } },
});
