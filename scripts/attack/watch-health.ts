import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Reach } from './open-wire.ts';

/** While hundreds of megabytes come in it may take this long, in milliseconds. */
const MEANWHILE_MS = 5000;

/** Asks again and again on a thread of its own, as the one that attacks is busy with that. */
const ASKING = `
const { parentPort, workerData: { host, port, tls } } = require('node:worker_threads');
const { get } = require(tls ? 'node:https' : 'node:http');
const asked = () => new Promise((done) => {
  get({ host, port, path: '/health', agent: false, timeout: 10000, ...tls }, (answer) => {
    answer.resume().once('end', () => done(answer.statusCode === 200));
  }).once('timeout', function () { this.destroy(); }).once('error', () => done(false));
});
let longest = 0, stopped = false;
parentPort.once('message', () => { stopped = true; });
(async () => {
  while (!stopped) {
    const begun = performance.now();
    const ok = await asked();
    longest = ok ? Math.max(longest, performance.now() - begun) : Infinity;
    await new Promise((done) => setTimeout(done, 20));
  }
  parentPort.postMessage(longest);
})();`;

/** Watches /health until it is told to stop, and then tells what was wrong with it. */
export function watchHealth({ host, port, tls }: Reach): { stop(): Promise<string[]> } {
  const worker = new Worker(ASKING, { eval: true, workerData: { host, port, tls } });
  return {
    stop: async () => {
      worker.postMessage('stop');
      const [longest] = (await once(worker, 'message')) as [number];
      await worker.terminate();
      return longest <= MEANWHILE_MS ? [] : [`/health meanwhile: ${Math.round(longest)} ms`];
    },
  };
}
