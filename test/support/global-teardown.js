/** Stops the run's PostgreSQL. */
export default async function globalTeardown() {
  await globalThis.gonglianPostgres?.stop();
}
