/*
 * HEALTHCHECK of the image, which has no curl: exit code 0 while the API or the worker of this container answers /health.
 */
const ports = new Set([process.env.PORT, process.env.WORKER_HEALTH_PORT].filter(Boolean));

/** Whether somebody answers there, in time. */
async function answers(port) {
  try {
    const { ok } = await fetch(`http://127.0.0.1:${port}/health`, { signal: AbortSignal.timeout(4_000) });
    return ok;
  } catch {
    return false;
  }
}

const alive = await Promise.all([...ports].map(answers));
process.exit(alive.includes(true) ? 0 : 1);
