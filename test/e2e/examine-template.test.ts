import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeHome, runCli } from './program.ts';

it.each(['"{{ secrets.token }}"', '{{ json this }}'])(
  'doctor does not find a template good that sends the token along as %s',
  async (value) => {
    const home = makeHome();
    const file = join(home.dir, 'body.hbs');
    writeFileSync(
      file,
      `{"providerIdentifier":"com.proxmox","title":{{ json title }},"metadata":{"a":${value}}}`,
    );
    await expect(runCli(home, 'doctor', '--template', file)).rejects.toMatchObject({
      code: 1,
      stdout: expect.not.stringMatching(/secrets|this/),
      stderr: expect.stringMatching(/^unsafe, [\s\S]*every event has the token in it/),
    });
  },
);
