import { type Answer, cli, judge, makeSite, send, startReceiver } from './rig.ts';

/** Megabytes of heap. */
const HEAP = 128;
const AT_ONCE = 200;
const BODY_BYTES = 4 * 1024 * 1024 - 2048;
/** The disk takes a second to sync. */
export const STALLED_DISK = [
  ...['strace', '-f', '-o', '/dev/null', '-e', 'trace=fdatasync'],
  ...['-e', 'inject=fdatasync:delay_enter=1000000'],
];

/** What a body is made of. */
export interface Shape {
  name: string;
  /** A value in JSON. */
  make(): string;
}

/** Texts at the limit, what becomes most when it is parsed, and what is sent in the largest numbers. */
export const SHAPES: readonly Shape[] = [
  { name: 'one long text', make: () => JSON.stringify(`€${'x'.repeat(BODY_BYTES - 3)}`) },
  { name: 'a log', make: () => JSON.stringify('INFO: status, 42%\n'.repeat(6000)) },
  { name: 'empty lists', make: () => `[${Array(300_000).fill('[]').join(',')}]` },
  { name: 'names', make: () => `{${Array.from({ length: 200_000 }, (_, at) => `"k${at}":{}`).join(',')}}` },
  { name: 'nothing', make: () => '""' },
];

/** How a flood went: what is wrong, and how many were refused for want of memory. */
export interface Flooded {
  wrong: string[];
  refused: number;
}

/**
 * Sends so many events of one shape to a receiver with little memory, two hundred at once.
 *
 * @param under what runs the receiver
 */
export async function floodSmallHeap(
  shape: Shape,
  count: number,
  under: readonly string[],
): Promise<Flooded> {
  const site = await makeSite();
  const limited = ['env', `NODE_OPTIONS=--max-old-space-size=${HEAP}`];
  const receiver = await startReceiver(site.data, [...limited, ...under]);
  try {
    const { endpoint } = receiver;
    if (endpoint === undefined) return { wrong: [`${shape.name}: ${receiver.err()}`], refused: 0 };
    const answers: Answer[] = [];
    const more = Buffer.from(shape.make());
    let sent = 0;
    const sender = async (): Promise<void> => {
      while (sent < count) answers.push(await send(endpoint, site.token, `n${sent++}`, more));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, sender));
    const after = await send(endpoint, site.token, 'after');
    const health = await fetch(endpoint.replace('/ingest', '/health')).catch(() => undefined);
    receiver.kill('SIGTERM');
    const code = await receiver.ended;
    const { stdout } = await cli(site.data, 'list', '--all');
    const titles = stdout.split('\n').filter(Boolean);
    const closed = answers.filter(({ status }) => status === 'closed').length;
    const wrong = [
      ...(code === 0 ? [] : [`ended with ${code}: ${receiver.err().slice(-300)}`]),
      ...(after.status === 202 ? [] : [`afterwards an event is answered ${after.status}`]),
      ...(health?.status === 200 ? [] : ['is not well afterwards']),
      ...(closed === 0 ? [] : [`${closed} had no answer`]),
      ...judge(
        [...answers, after],
        titles.map((line) => line.split(' ').at(-1)!),
      ),
    ];
    const refused = answers.filter(({ status }) => status === 503).length;
    return { wrong: wrong.map((what) => `${shape.name}: ${what}`), refused };
  } finally {
    receiver.kill('SIGKILL');
    site.remove();
  }
}
