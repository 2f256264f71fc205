import { ArgsType, Field, Int, ObjectType } from '@nestjs/graphql';
import { encodeCursor, type Page, PAGE_DEFAULT, PAGE_MAX } from '#libs/common';

@ArgsType()
export class PageArgs {
  @Field(() => Int, {
    nullable: true,
    description: `Rows wanted: ${PAGE_DEFAULT} when left out, at most ${PAGE_MAX}.`,
  })
  first?: number | null;
  @Field(() => String, { nullable: true, description: 'Cursor of the last row seen.' })
  after?: string | null;
}

@ObjectType({ description: 'Where a page ends.' })
export class PageInfo {
  @Field(() => Boolean, { description: 'More rows follow.' })
  hasNextPage: boolean;
  @Field(() => String, { nullable: true, description: 'Cursor of the last row of this page.' })
  endCursor: string | null;
}

export interface Edge<T> {
  cursor: string;
  node: T;
}

export interface Connection<T> {
  edges: Edge<T>[];
  pageInfo: PageInfo;
}

/** Relay connection classes of a node type. @returns the connection class, to be extended and decorated with its name */
export function connectionOf<T extends object>(node: new () => T, name: string) {
  @ObjectType(`${name}Edge`, { description: 'A row with its cursor.' })
  class EdgeClass {
    @Field(() => String, { description: 'Opaque cursor of the row.' })
    cursor: string;
    @Field(() => node, { description: 'The row.' })
    node: T;
  }

  @ObjectType({ isAbstract: true })
  abstract class ConnectionClass {
    @Field(() => [EdgeClass], { description: 'The rows of this page.' })
    edges: EdgeClass[];
    @Field(() => PageInfo, { description: 'Where this page ends.' })
    pageInfo: PageInfo;
  }
  return ConnectionClass as abstract new () => ConnectionClass;
}

/** A keyset page of rows with ids as a Relay connection. */
export function toConnection<T extends { id: string }>(page: Page<T>): Connection<T> {
  return toKeyedConnection(page, (node) => node.id);
}

/** A keyset page as a Relay connection. @param keyOf the key that the list pages by */
export function toKeyedConnection<T>(page: Page<T>, keyOf: (node: T) => string): Connection<T> {
  const edges = page.items.map((node) => ({ cursor: encodeCursor(keyOf(node)), node }));
  return { edges, pageInfo: { hasNextPage: page.hasNext, endCursor: edges.at(-1)?.cursor ?? null } };
}
