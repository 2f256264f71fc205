import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { eventually } from './processes.js';

/** What a subscription has brought so far. */
export interface Subscription<T> {
  readonly received: T[];
  /** Errors that ended it or came with a message. */
  readonly errors: { message: string; extensions?: { code?: string } }[];
  readonly ended: boolean;
  stop(): void;
}

/** One graphql-ws connection, as a browser would hold it. */
export class Socket {
  readonly #client: Client;
  readonly closed: { code: number; reason: string }[] = [];

  /** @param url of the API over HTTP */
  constructor(url: string, token: string | null, headers: Readonly<Record<string, string>> = {}) {
    this.#client = createClient({
      url: url.replace(/^http/, 'ws'),
      webSocketImpl: class extends WebSocket {
        constructor(address: string | URL, protocols?: string | string[]) {
          super(address, protocols, { headers });
        }
      },
      connectionParams: token === null ? {} : { authorization: `Bearer ${token}` },
      lazy: false,
      retryAttempts: 0,
      onNonLazyError: () => undefined,
      on: {
        closed: (event) => {
          const { code, reason } = event as { code: number; reason: string };
          this.closed.push({ code, reason });
        },
      },
    });
  }

  subscribe<T = Record<string, unknown>>(
    query: string,
    variables: Readonly<Record<string, unknown>> = {},
  ): Subscription<T> {
    const received: T[] = [];
    const errors: Subscription<T>['errors'] = [];
    const state = { ended: false };
    const note = (list: unknown) => {
      const all = Array.isArray(list) ? (list as Subscription<T>['errors']) : [list as { message: string }];
      errors.push(...all);
    };
    const stop = this.#client.subscribe<T>(
      { query, variables: { ...variables } },
      {
        next: (result) => {
          if (result.data != null) received.push(result.data);
          if (result.errors !== undefined) note(result.errors);
        },
        error: (error) => {
          note(error);
          state.ended = true;
        },
        complete: () => (state.ended = true),
      },
    );
    return {
      received,
      errors,
      stop,
      get ended() {
        return state.ended;
      },
    };
  }

  /** One operation to its end: what a subscription is refused with, or a query's answer. */
  async ask<T = Record<string, unknown>>(
    query: string,
    variables: Readonly<Record<string, unknown>> = {},
  ): Promise<Subscription<T>> {
    const subscription = this.subscribe<T>(query, variables);
    await eventually('the operation ends', () => Promise.resolve(subscription.ended));
    return subscription;
  }

  /** A subscription that the server has taken up: operations of a socket start in order, and a later one has come back. */
  async listen<T = Record<string, unknown>>(
    query: string,
    variables: Readonly<Record<string, unknown>> = {},
  ): Promise<Subscription<T>> {
    const subscription = this.subscribe<T>(query, variables);
    await this.ask('{ viewer { organisation { id } } }');
    return subscription;
  }

  /** Leaves without a word, as a lost phone does. */
  terminate(): void {
    this.#client.terminate();
  }

  async close(): Promise<void> {
    await this.#client.dispose();
  }
}
