import type { Trust } from '../../ingest/fetch-trusting.ts';
import type { Certificate } from '../../ingest/tls/certificate.ts';
import { endpointAt } from '../addresses.ts';
import { trustIn } from '../certificate-in-force.ts';
import type { AddressAnswer } from './ask-addresses.ts';
import type { DataFacts } from './data-facts.ts';
import type { Listening } from './port.ts';

/** Through which door the probe goes. */
export type ProbePlan =
  /** The receiver that runs, at this address. */
  | { way: 'running'; url: string; trust?: Trust | undefined }
  /** One of doctor's own, as none runs. */
  | { way: 'own' }
  | { way: 'none'; why: string };

export interface PlanFacts {
  port: number;
  answers: readonly AddressAnswer[];
  listening: Listening;
  data: Pick<DataFacts, 'refused'>;
  /** That of the receiver; absent: plain HTTP. */
  certificate?: Certificate | undefined;
}

const IN_THE_WAY: Record<Exclude<Listening, 'ours' | 'nobody'>, string> = {
  'foreign tempo-tui': 'the tempo-tui at the port has another data directory',
  'other program': 'another program has the port',
  silent: 'what has the port does not answer',
  'owner elsewhere': 'the tempo-tui that has the data directory is not reached from here',
  untried: 'HTTP clients keep away from this port',
};

/** Settles whether a probe can be sent, and through which door. Nothing is sent to what is not ours. */
export function planProbe({ port, answers, listening, data, certificate }: PlanFacts): ProbePlan {
  if (listening === 'nobody')
    return data.refused === undefined
      ? { way: 'own' }
      : { way: 'none', why: 'nothing can be stored in the data directory' };
  if (listening !== 'ours') return { way: 'none', why: IN_THE_WAY[listening] };
  const { address } = answers.find(({ answer }) => answer.who === 'tempo-tui')!;
  const url = endpointAt(address, port, certificate ? 'https' : 'http');
  return { way: 'running', url, ...(certificate && { trust: trustIn(certificate) }) };
}
