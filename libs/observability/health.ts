import { Injectable } from '@nestjs/common';
import { messageOf } from '#libs/common';

export interface HealthReport {
  readonly ok: boolean;
  readonly checks: Readonly<Record<string, { ok: boolean; detail?: unknown }>>;
}

/** A part's own check: returns what operators should see, throws when the part cannot serve. */
export type HealthCheck = () => Promise<unknown>;

/** Parts register their checks; `/ready` of each process runs them all. */
@Injectable()
export class HealthRegistry {
  readonly #checks = new Map<string, HealthCheck>();

  register(name: string, check: HealthCheck): void {
    this.#checks.set(name, check);
  }

  /** Runs every check, one after another: a probe must not be a burst of load itself. */
  async report(): Promise<HealthReport> {
    const checks: Record<string, { ok: boolean; detail?: unknown }> = {};
    for (const [name, check] of this.#checks) {
      try {
        checks[name] = { ok: true, detail: await check() };
      } catch (error) {
        checks[name] = { ok: false, detail: messageOf(error) };
      }
    }
    return { ok: Object.values(checks).every((check) => check.ok), checks };
  }
}
