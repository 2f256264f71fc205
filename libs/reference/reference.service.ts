import { Injectable } from '@nestjs/common';
import { isProblem, type Page, type PageRequest, pageSpec, type Result, toPage } from '#libs/common';
import { type TenantScope, type Transaction, UnitOfWork } from '#libs/database';
import { ReferenceTables } from './reference.tables.js';
import {
  type Chain,
  type ChainNode,
  type ChainRelation,
  type IndustryClass,
  type Region,
} from './reference.types.js';

const isCode = (text: string) => /^[\w.*-]{1,60}$/.test(text);
const isRelationId = (text: string) => /^\d{1,18}$/.test(text);

/** Regions, industry classes and chains: public, the same for every organisation. */
@Injectable()
export class ReferenceService {
  #tables: ReferenceTables | null = null;

  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** The tables for look-ups, read again only when their version counter has moved: one small statement else. */
  async tables(scope: TenantScope): Promise<ReferenceTables> {
    return this.unitOfWork.read(scope, async (tx) => {
      // The counter first: rows that change while they are read belong to a later version and are read again then.
      const rows = await tx.query<{ version: number }>('SELECT version FROM reference_version');
      const version = rows[0]?.version ?? 0;
      if (this.#tables?.version !== version) this.#tables = await load(tx, version);
      return this.#tables;
    });
  }

  /** Divisions of a region by code; provinces without a parent. */
  async listRegions(
    scope: TenantScope,
    parent: string | null,
    request: PageRequest,
  ): Promise<Result<Page<Region>>> {
    const where = parent === null ? 'parent IS NULL' : 'parent = $3';
    return this.#page(scope, request, `SELECT code, name, parent FROM region WHERE ${where}`, parent);
  }

  /** Classes under one of GB/T 4754 by code; sections without a parent. */
  async listIndustries(
    scope: TenantScope,
    parent: string | null,
    request: PageRequest,
  ): Promise<Result<Page<IndustryClass>>> {
    const where = parent === null ? 'parent IS NULL' : 'parent = $3';
    return this.#page(
      scope,
      request,
      `SELECT code, level, name, parent FROM industry_class WHERE ${where}`,
      parent,
    );
  }

  async listChains(scope: TenantScope, request: PageRequest): Promise<Result<Page<Chain>>> {
    return this.#page(scope, request, 'SELECT code, name FROM chain WHERE true', null);
  }

  /** Nodes of a chain by code; of all chains for null. */
  async listChainNodes(
    scope: TenantScope,
    chain: string | null,
    request: PageRequest,
  ): Promise<Result<Page<ChainNode>>> {
    const where = chain === null ? 'true' : 'chain = $3';
    return this.#page(
      scope,
      request,
      `SELECT code, chain, name, stage FROM chain_node WHERE ${where}`,
      chain,
    );
  }

  /** Relations in which a product or node stands on either side, in the order of their loading; all for null. */
  async listRelations(
    scope: TenantScope,
    name: string | null,
    request: PageRequest,
  ): Promise<Result<Page<ChainRelation>>> {
    const spec = pageSpec(request, isRelationId);
    if (isProblem(spec)) return spec;
    const where = name === null ? 'true' : '(subject = $3 OR object = $3)';
    return this.unitOfWork.read(scope, async (tx) => {
      const rows = await tx.query<ChainRelation>(
        `SELECT id, subject, kind, object FROM chain_relation WHERE ${where} AND id > $1 ORDER BY id LIMIT $2`,
        [spec.afterId ?? '0', spec.first + 1, ...(name === null ? [] : [name])],
      );
      return toPage(rows, spec.first);
    });
  }

  async #page<T extends { readonly code: string }>(
    scope: TenantScope,
    request: PageRequest,
    select: string,
    filter: string | null,
  ): Promise<Result<Page<T>>> {
    const spec = pageSpec(request, isCode);
    if (isProblem(spec)) return spec;
    return this.unitOfWork.read(scope, async (tx) => {
      const rows = await tx.query<T>(`${select} AND code > $1 ORDER BY code LIMIT $2`, [
        spec.afterId ?? '',
        spec.first + 1,
        ...(filter === null ? [] : [filter]),
      ]);
      return toPage(rows, spec.first);
    });
  }
}

async function load(tx: Transaction, version: number): Promise<ReferenceTables> {
  return new ReferenceTables(version, {
    regions: await tx.query<Region>('SELECT code, name, parent FROM region'),
    industries: await tx.query<IndustryClass>('SELECT code, level, name, parent FROM industry_class'),
    chains: await tx.query<Chain>('SELECT code, name FROM chain'),
    nodes: await tx.query<ChainNode>('SELECT code, chain, name, stage FROM chain_node'),
  });
}
