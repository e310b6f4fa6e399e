import type { Group } from './case.ts';
import { bodies } from './groups/bodies.ts';
import { browsers } from './groups/browsers.ts';
import { content } from './groups/content.ts';
import { floods } from './groups/floods.ts';
import { gotify } from './groups/gotify.ts';
import { handshakes } from './groups/handshakes.ts';
import { headers } from './groups/headers.ts';
import { json } from './groups/json.ts';
import { limits } from './groups/limits.ts';
import { memory } from './groups/memory.ts';
import { paths } from './groups/paths.ts';
import { payload } from './groups/payload.ts';
import { pipelining } from './groups/pipelining.ts';
import { protocols } from './groups/protocols.ts';
import { reading } from './groups/reading.ts';
import { slow } from './groups/slow.ts';
import { smuggling } from './groups/smuggling.ts';
import { tokens } from './groups/tokens.ts';

/** Every group of the suite, in the order in which they run. */
export const groups: readonly Group[] = [
  tokens,
  browsers,
  content,
  paths,
  headers,
  bodies,
  json,
  payload,
  smuggling,
  protocols,
  pipelining,
  gotify,
  reading,
  slow,
  floods,
  limits,
  memory,
  handshakes,
];

/** Those of them that HTTPS could change: what comes in pieces, is torn, slow or not HTTP at all. */
export const overTls: readonly Group[] = [
  handshakes,
  bodies,
  smuggling,
  protocols,
  pipelining,
  slow,
  reading,
  memory,
];
