import { createServer } from 'node:net';

/** True when nobody listens there now. A hint: somebody may be faster, so the real listen still decides. */
export function portIsFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}

/** One clear line for a wanted port that is taken. */
export const portTaken = (port: number) =>
  `端口 ${port} 已被占用 / Port ${port} is in use: set PORT to another`;
