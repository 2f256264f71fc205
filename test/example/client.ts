import { type TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { type FaultFragment, RefreshSessionDocument, SignInDocument } from './generated.js';

/** What an answer of the server looks like over HTTP. */
interface Answer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

/** An error of the request itself: not signed in, wrong arguments, too costly, a fault of the server. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  /** @param code of the first error, e.g. `NOT_SIGNED_IN`; for programs, where the message is for people */
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** An expected failure of a mutation, thrown by {@link must}. `issues` name the faulty fields. */
export class MutationError extends Error {
  override readonly name = 'MutationError';
  constructor(readonly fault: FaultFragment) {
    const issues = fault.__typename === 'InvalidInput' ? fault.issues : [];
    super([fault.message, ...issues.map((issue) => `${issue.path}: ${issue.message}`)].join('; '));
  }
}

/**
 * The success of a result union. Every mutation answers with a row or with a problem, which has a code; a client that does not care which
 * problem it was takes the row, and throws else.
 * @throws MutationError
 */
export function must<Result extends { readonly __typename: string }>(
  result: Result,
): Exclude<Result, FaultFragment> {
  if ('code' in result && 'message' in result) throw new MutationError(result as unknown as FaultFragment);
  return result as Exclude<Result, FaultFragment>;
}

/** A signed-in person: sends typed documents, renews its session when the access token has run out, and listens. */
export class Client {
  #accessToken: string | null = null;
  #refreshToken: string | null = null;

  /**
   * @param url of GraphQL, e.g. http://127.0.0.1:3000/graphql
   * @param language `zh` or `en`: of messages, explanations, notifications
   */
  constructor(
    private readonly url: string,
    private readonly language: 'zh' | 'en' = 'zh',
  ) {}

  /** @throws MutationError with code `BAD_CREDENTIALS` for a wrong address or password */
  async signIn(email: string, password: string): Promise<void> {
    const { signIn } = await this.#post(SignInDocument, { email, password });
    const session = must(signIn);
    [this.#accessToken, this.#refreshToken] = [session.accessToken, session.refreshToken];
  }

  /**
   * Sends an operation. When the access token has run out it renews the session, once, and sends it again.
   * @throws RequestError
   */
  async send<Data, Variables extends object>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ): Promise<Data> {
    try {
      return await this.#post(document, variables);
    } catch (error) {
      const ranOut = error instanceof RequestError && error.code === 'NOT_SIGNED_IN';
      if (!ranOut || this.#refreshToken === null) throw error;
      await this.#renew(this.#refreshToken);
      return this.#post(document, variables);
    }
  }

  /** Events of a subscription until `stop` is called. One socket each keeps the example short; a real client shares one. */
  subscribe<Data extends Record<string, unknown>, Variables extends Record<string, unknown>>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ): { readonly events: AsyncIterableIterator<Data>; stop(): Promise<void> } {
    const socket = createClient({
      url: this.url.replace(/^http/, 'ws'),
      // Node 20 has no WebSocket of its own.
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${this.#accessToken ?? ''}` },
    });
    const results = socket.iterate<Data>({ query: print(document), variables });
    async function* events() {
      for await (const { data, errors } of results) {
        if (errors !== undefined || data == null) throw new RequestError(codeOf(errors), messageOf(errors));
        yield data;
      }
    }
    return { events: events(), stop: async () => socket.dispose() };
  }

  /** A refresh token works once; the answer brings the next. */
  async #renew(refreshToken: string): Promise<void> {
    const { refreshSession } = await this.#post(RefreshSessionDocument, { refreshToken });
    const session = must(refreshSession);
    [this.#accessToken, this.#refreshToken] = [session.accessToken, session.refreshToken];
  }

  async #post<Data, Variables extends object>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ): Promise<Data> {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'accept-language': this.language,
        ...(this.#accessToken !== null && { authorization: `Bearer ${this.#accessToken}` }),
      },
      body: JSON.stringify({ query: print(document), variables }),
    });
    const { data, errors } = (await response.json()) as Answer<Data>;
    if (errors !== undefined || data == null) throw new RequestError(codeOf(errors), messageOf(errors));
    return data;
  }
}

type Errors =
  readonly { readonly message: string; readonly extensions?: Record<string, unknown> }[] | undefined;
const codeOf = (errors: Errors) => String(errors?.[0]?.extensions?.code ?? 'NO_DATA');
const messageOf = (errors: Errors) => errors?.map((error) => error.message).join('; ') ?? 'no data';
