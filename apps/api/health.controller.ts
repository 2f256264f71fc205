import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import { HealthRegistry, metrics } from '#libs/observability';

/** The part of Fastify's reply that is used here. */
interface Reply {
  code(status: number): Reply;
  send(body: unknown): unknown;
}

/** For those who run the servers: liveness, readiness, metrics. Holds no tenant's data. */
@Controller()
export class HealthController {
  constructor(@Inject(HealthRegistry) private readonly health: HealthRegistry) {}

  /** The process answers. */
  @Get('health')
  live(): { ok: true } {
    return { ok: true };
  }

  /** The process can serve: 200, or 503 with the part that cannot. */
  @Get('ready')
  async ready(@Res() reply: Reply): Promise<void> {
    const report = await this.health.report();
    reply.code(report.ok ? 200 : 503).send(report);
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  metrics(): Promise<string> {
    return metrics.metrics();
  }
}
