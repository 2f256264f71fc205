import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { GqlExecutionContext, type GqlContextType } from '@nestjs/graphql';
import { forbidden, mayDo, notSignedIn, type Permission, SessionService } from '#libs/identity';
import { type GraphqlContext } from './context.js';
import { LoaderFactory } from './loaders.js';

export const PERMIT_METADATA = 'gonglian:permit';

/** Names the permission of a query, mutation or subscription. One without it refuses every call, and a contract test fails. */
export const Permit = (permission: Permission): MethodDecorator => SetMetadata(PERMIT_METADATA, permission);

/**
 * Authenticates and authorises root operations. Nest runs no guard on field resolvers here (fieldResolverEnhancers is empty):
 * an asynchronous one would break the batching of loaders (alkemio: 116 statements for 19 rows).
 */
@Injectable()
export class PermissionGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: SessionService,
    private readonly loaderFactory: LoaderFactory,
  ) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    // Health and metrics are plain HTTP and public.
    if (execution.getType<GqlContextType>() !== 'graphql') return true;
    const permission = this.reflector.get<Permission | undefined>(PERMIT_METADATA, execution.getHandler());
    if (permission === undefined) throw forbidden();
    // A stale token must not stand in the way of a new sign-in.
    if (permission === 'public') return true;
    const context = GqlExecutionContext.create(execution).getContext<GraphqlContext>();
    if (context.token !== null) await (context.entering ??= this.#enter(context, context.token));
    if (mayDo(context.scope?.role ?? null, permission)) return true;
    throw context.scope === null ? notSignedIn() : forbidden();
  }

  async #enter(context: GraphqlContext, token: string): Promise<void> {
    context.scope = await this.sessions.authenticate(token);
    context.loaders = this.loaderFactory.create(context.scope);
  }
}
