// So many viewers of a receiver: ones that read all they are told, or with `still` ones that read nothing.
import { get } from 'node:http';

const [url, token, count, how] = process.argv.slice(2);
let open = 0;
for (let at = 0; at < Number(count); at += 1) {
  const headers = { authorization: `Bearer ${token}` };
  get(new URL('/stream', url), { agent: false, headers }, (response) => {
    if (response.statusCode !== 200) throw new Error(`answered with ${response.statusCode}`);
    if (how === 'still') response.pause();
    else response.resume();
    open += 1;
    if (open === Number(count)) process.stdout.write('all are attached\n');
  });
}
