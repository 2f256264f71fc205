/** A GraphQL error that the server answered. */
export class GraphqlAnswerError extends Error {
  override readonly name = 'GraphqlAnswerError';
  constructor(readonly codes: readonly string[]) {
    super(`GraphQL answered ${codes.join(', ')}`);
  }
}

interface Answer<T> {
  data?: T | null;
  errors?: { message: string; extensions?: { code?: string } }[];
}

/** A small client over HTTP: the demonstration goes through the front door, as every user does. */
export class GraphqlClient {
  constructor(
    private readonly url: () => string,
    private readonly token: string | null = null,
  ) {}

  /** Sends one operation. @throws GraphqlAnswerError when the answer holds errors */
  async send<T>(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<T> {
    const response = await fetch(this.url(), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(this.token !== null && { authorization: `Bearer ${this.token}` }),
      },
      body: JSON.stringify({ query, variables }),
    });
    const answer = (await response.json()) as Answer<T>;
    if (answer.errors !== undefined || answer.data == null) {
      throw new GraphqlAnswerError(
        (answer.errors ?? []).map((error) => `${error.extensions?.code ?? '?'}: ${error.message}`),
      );
    }
    return answer.data;
  }

  /** A client that acts as this user. */
  async signIn(email: string, password: string): Promise<GraphqlClient> {
    const data = await this.send<{ signIn: { accessToken?: string; message?: string } }>(
      `mutation ($email: String!, $password: String!) {
        signIn(email: $email, password: $password) { ... on Session { accessToken } ... on Problem { message } }
      }`,
      { email, password },
    );
    if (data.signIn.accessToken === undefined)
      throw new GraphqlAnswerError([data.signIn.message ?? 'sign-in failed']);
    return new GraphqlClient(this.url, data.signIn.accessToken);
  }
}
