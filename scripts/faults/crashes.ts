import { type Answer, judge, makeSite, type Receiver, send, startReceiver, storedTitles } from './rig.ts';

/** kill -9 while sixteen senders post, so many times over on one directory. */
export async function killRounds(rounds: number): Promise<string[]> {
  const site = await makeSite();
  const answers: Answer[] = [];
  let receiver: Receiver | undefined;
  try {
    for (let round = 0; round < rounds; round += 1) {
      receiver = await startReceiver(site.data);
      const { endpoint } = receiver;
      if (endpoint === undefined) return [`round ${round}: ${receiver.err()}`];
      const until = answers.length + 200 + Math.floor(Math.random() * 400);
      const senders = Array.from({ length: 16 }, async (_, sender) => {
        for (let count = 0; ; count += 1) {
          const answer = await send(endpoint, site.token, `${round}/${sender}/${count}`);
          answers.push(answer);
          if (answer.status === 'closed') return;
          if (answers.length >= until) receiver!.kill('SIGKILL');
        }
      });
      await Promise.all(senders);
      await receiver.ended;
    }
    return judge(answers, await storedTitles(site.data));
  } finally {
    receiver?.kill('SIGKILL');
    site.remove();
  }
}

/** So many starts at once on one directory: one owner, and the others say whose it is. */
export async function startTogether(count: number): Promise<string[]> {
  const site = await makeSite();
  const receivers = await Promise.all(Array.from({ length: count }, () => startReceiver(site.data)));
  try {
    const owners = receivers.filter(({ endpoint }) => endpoint !== undefined);
    if (owners.length !== 1) return [`${owners.length} owners`];
    const pid = owners[0]!.child.pid;
    const others = receivers.filter((receiver) => receiver !== owners[0]);
    const codes = await Promise.all(others.map(({ ended }) => ended));
    return [
      ...codes.filter((code) => code !== 75).map((code) => `ended with ${code} and not with 75`),
      ...others
        .filter((other) => !other.err().includes(`pid ${pid}`))
        .map((other) => `does not name the owner: ${other.err()}`),
    ];
  } finally {
    for (const receiver of receivers) receiver.kill('SIGKILL');
    site.remove();
  }
}

/** SIGTERM while 500 posts are under way: each has a true answer or a closed connection, and it ends within 3 s. */
export async function stopUnderLoad(): Promise<string[]> {
  const site = await makeSite();
  const receiver = await startReceiver(site.data);
  try {
    const { endpoint } = receiver;
    if (endpoint === undefined) return [receiver.err()];
    let first: () => void = () => {};
    const begun = new Promise<void>((done) => {
      first = done;
    });
    const posts = Array.from({ length: 500 }, async (_, at) => {
      const answer = await send(endpoint, site.token, `post ${at}`);
      first();
      return answer;
    });
    await begun;
    const asked = performance.now();
    receiver.kill('SIGTERM');
    const code = await receiver.ended;
    const took = performance.now() - asked;
    const answers = await Promise.all(posts);
    return [
      ...(code === 0 ? [] : [`ended with ${code}`]),
      ...(took < 3000 ? [] : [`took ${Math.round(took)} ms to end`]),
      ...judge(answers, await storedTitles(site.data)),
    ];
  } finally {
    receiver.kill('SIGKILL');
    site.remove();
  }
}
