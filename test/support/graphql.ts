import { type TestMember } from './services.js';

/** One error of an answer, as the API formats it. */
export interface AnswerError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: {
    readonly code?: string;
    readonly issues?: readonly { path: string; code: string; message: string }[];
  };
}

/** An answer as it came, errors included: tests of refusals read what GraphqlClient would throw. */
export interface Answer<T> {
  readonly status: number;
  readonly data: T | null;
  readonly errors: readonly AnswerError[];
  /** The whole body. */
  readonly text: string;
}

/** One person at the front door; `token` null is nobody. */
export class Caller {
  constructor(
    private readonly url: () => string,
    readonly token: string | null = null,
  ) {}

  async ask<T = Record<string, unknown>>(
    query: string,
    variables: Readonly<Record<string, unknown>> = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer<T>> {
    const response = await fetch(this.url(), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(this.token !== null && { authorization: `Bearer ${this.token}` }),
        ...headers,
      },
      body: JSON.stringify({ query, variables }),
    });
    const text = await response.text();
    const body = JSON.parse(text) as { data?: T | null; errors?: AnswerError[] };
    return { status: response.status, data: body.data ?? null, errors: body.errors ?? [], text };
  }

  /** Data of an answer that must be good. @throws Error with the answer when it holds errors */
  async get<T>(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<T> {
    const answer = await this.ask<T>(query, variables);
    if (answer.errors.length > 0 || answer.data === null) throw new Error(answer.text);
    return answer.data;
  }

  async signIn(member: Pick<TestMember, 'email' | 'password'>): Promise<Caller> {
    const { signIn } = await this.get<{ signIn: { accessToken: string } }>(
      'mutation ($email: String!, $password: String!) { signIn(email: $email, password: $password) { ... on Session { accessToken } } }',
      { email: member.email, password: member.password },
    );
    return new Caller(this.url, signIn.accessToken);
  }
}

/** The codes of an answer's errors. */
export function codesOf(answer: { readonly errors: readonly AnswerError[] }): string[] {
  return answer.errors.map((error) => error.extensions?.code ?? 'NO CODE');
}
