import { AsyncLocalStorage } from 'node:async_hooks';
import { type Locale } from '#libs/common';

/** What is known of the request that is being served. */
export interface RequestContext {
  readonly requestId: string;
  readonly locale: Locale;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** Runs `work` as part of this request: errors find their language in it, log lines their id. */
export function withRequestContext<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}

/** The present request; null outside of one. */
export function currentRequest(): RequestContext | null {
  return storage.getStore() ?? null;
}
