// The least a receiver can do: it reads the body and answers.
import { createServer } from 'node:http';

const ANSWER = JSON.stringify({ id: '00000000-0000-4000-8000-000000000000', status: 'accepted' });

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    Buffer.concat(chunks);
    response.writeHead(202, { 'content-type': 'application/json', 'content-length': ANSWER.length });
    response.end(ANSWER);
  });
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/ingest`));
