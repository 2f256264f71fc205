import { type DiscoveryService, type MetadataScanner, type Reflector } from '@nestjs/core';
import { BootError } from '#libs/common';
import { JOB_HANDLER_METADATA, type Job } from './job-handler.js';
import { JOB_KINDS, type JobKind } from './job-registry.js';

export type AnyJobHandler = (job: Job<JobKind>) => Promise<void>;

/** A method found with {@link JOB_HANDLER_METADATA}. */
export interface FoundHandler {
  readonly kind: JobKind;
  readonly owner: string;
  readonly handle: AnyJobHandler;
}

/**
 * One handler for each kind of the registry.
 * @throws BootError naming every missing and duplicate one: a job that nobody handles would "succeed" unseen
 */
export function buildHandlerMap(found: readonly FoundHandler[]): ReadonlyMap<JobKind, AnyJobHandler> {
  const map = new Map<JobKind, AnyJobHandler>();
  const faults: string[] = [];
  for (const { kind, owner, handle } of found) {
    if (!JOB_KINDS.includes(kind)) faults.push(`${owner} handles "${kind}", which is not in the registry`);
    else if (map.has(kind)) faults.push(`"${kind}" has a second handler, ${owner}`);
    map.set(kind, handle);
  }
  for (const kind of JOB_KINDS) if (!map.has(kind)) faults.push(`"${kind}" has no handler`);
  if (faults.length > 0) throw new BootError(`Job wiring is wrong: ${faults.join('; ')}`);
  return map;
}

/** Finds every method that carries @HandlesJob among the providers of this process. */
export function discoverHandlers(
  discovery: DiscoveryService,
  scanner: MetadataScanner,
  reflector: Reflector,
): FoundHandler[] {
  const found: FoundHandler[] = [];
  for (const wrapper of discovery.getProviders()) {
    const instance = wrapper.instance as Record<string, unknown> | null | undefined;
    if (instance === null || typeof instance !== 'object') continue;
    const prototype = Object.getPrototypeOf(instance) as object | null;
    if (prototype === null) continue;
    for (const name of scanner.getAllMethodNames(prototype)) {
      const method = Object.getOwnPropertyDescriptor(prototype, name)?.value as unknown;
      if (typeof method !== 'function') continue;
      const kind = reflector.get<JobKind | undefined>(JOB_HANDLER_METADATA, method);
      if (kind === undefined) continue;
      const handle = (method as AnyJobHandler).bind(instance);
      found.push({ kind, owner: `${prototype.constructor.name}.${name}`, handle });
    }
  }
  return found;
}
