import { answerText } from '../ingest/answer.ts';
import type { ReadingRoute } from '../ingest/reading-route.ts';
import type { Observed } from './gauges.ts';
import type { Instruments } from './instruments.ts';
import type { Measuring } from './measuring.ts';

/** `GET /metrics`: everything in the text format of Prometheus, version 0.0.4. */
export function metricsRoute(measuring: Measuring, observed: Observed): ReadingRoute {
  async function open(instruments: Instruments) {
    const { openGauges } = await import('./gauges.ts');
    return openGauges(instruments, observed);
  }
  let opened: ReturnType<typeof open> | undefined;
  return {
    methods: ['GET', 'HEAD'],
    run: async (request, response) => {
      const instruments = await measuring.instruments();
      opened ??= open(instruments);
      const lookUp = await opened;
      await lookUp();
      const text = await instruments.registry.metrics();
      answerText(request, response, 200, text, { 'content-type': instruments.registry.contentType });
    },
  };
}
