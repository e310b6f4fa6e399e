import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkFilledUrl } from '../../src/score/filled-url.ts';
import { fillTemplate, parseTemplate } from '../../src/score/template.ts';
import { incoming } from '../support/events.ts';
import { hostileText } from '../support/hostile-texts.ts';

function checked(source: string, metadata: Record<string, unknown>) {
  const template = parseTemplate(source);
  const filled = fillTemplate(template, incoming({ metadata }));
  return 'missing' in filled ? undefined : checkFilledUrl(template.literals, filled);
}

/** What parts addresses, in any order, beside texts of all kinds. */
const value = fc.oneof(
  fc
    .array(
      fc.constantFrom(
        ...[
          '/',
          '//',
          '?',
          '#',
          '@',
          ':',
          ':80',
          '.',
          '..',
          '-',
          '%2f',
          '%40',
          '\\',
          '\t',
          '\n',
          ' ',
          '[::1]',
        ],
        ...['evil.example', 'evil', 'javascript:', 'https://evil.example', 'root', '1', 'é', '。', '\uFF0F'],
      ),
      { minLength: 1, maxLength: 6 },
    )
    .map((parts) => parts.join('')),
  hostileText,
  fc.webUrl(),
);

describe('an address of a score with values of an event in it', () => {
  it.each([
    ['https://pve.lan:8006/${metadata.a}', 'https:', 'pve.lan', '8006'],
    ['https://pve.lan:8006?a=${metadata.a}&b=${metadata.b}', 'https:', 'pve.lan', '8006'],
    ['https://pve.lan:8006#${metadata.a}', 'https:', 'pve.lan', '8006'],
    ['https://pve.lan:8006${metadata.a}', 'https:', 'pve.lan', '8006'],
    ['https:pve.lan/${metadata.a}', 'https:', 'pve.lan', ''],
    ['HTTPS:///pve.lan/${metadata.a}${metadata.b}', 'https:', 'pve.lan', ''],
    ['ssh://root@pve.lan/${metadata.a}', 'ssh:', 'pve.lan', ''],
    ['todoist://task?id=${metadata.a}', 'todoist:', 'task', ''],
    ['vscode://file/${metadata.a}', 'vscode:', 'file', ''],
  ])('%s leads to where it says, whatever the values', (source, scheme, host, port) => {
    let opened = 0;
    fc.assert(
      fc.property(value, value, (a, b) => {
        const outcome = checked(source, { a, b });
        if (!outcome || 'reason' in outcome) return;
        opened += 1;
        expect([outcome.url.protocol, outcome.url.hostname, outcome.url.port]).toEqual([scheme, host, port]);
      }),
      { numRuns: 2000 },
    );
    expect(opened).toBeGreaterThan(20);
  });

  it.each([
    ['https://${metadata.a}.lan:8006/x', /^[^/?#@]+\.lan$/, '8006'],
    ['https://pve-${metadata.a}.lan:8006/', /^pve-[^/?#@]+\.lan$/, '8006'],
    ['https://pve.${metadata.a}.lan/${metadata.b}', /^pve\.[^/?#@]+\.lan$/, /^\d*$/],
    ['https://pve.lan:${metadata.a}/${metadata.b}', /^pve\.lan$/, /^\d*$/],
  ])('%s keeps its part of the host', (source, host, port) => {
    let opened = 0;
    const label = fc.oneof(value, fc.constantFrom('01', 'a-b', '80'));
    fc.assert(
      fc.property(label, value, (a, b) => {
        const outcome = checked(source, { a, b });
        if (!outcome || 'reason' in outcome) return;
        opened += 1;
        expect(outcome.url.protocol).toBe('https:');
        expect(outcome.url.hostname).toMatch(host);
        expect(outcome.url.port).toMatch(port);
      }),
      { numRuns: 2000 },
    );
    expect(opened).toBeGreaterThan(20);
  });

  it.each([
    ['${metadata.a}/', 'https://pve.lan:8006', 'https://pve.lan:8006/'],
    ['${metadata.a}', 'ssh://root@pve.lan', 'ssh://root@pve.lan'],
    ['https://${metadata.a}/x', 'pve.lan:8006', 'https://pve.lan:8006/x'],
    ['https://${metadata.a}', 'pve.lan/x?y#z', 'https://pve.lan/x?y#z'],
    ['http://${metadata.a}:3001', '192.168.1.7', 'http://192.168.1.7:3001/'],
    ['ssh://${metadata.a}', 'root@pve.lan', 'ssh://root@pve.lan'],
    ['ssh://root@${metadata.a}', 'pve.lan', 'ssh://root@pve.lan'],
    ['https://pve${metadata.a}.lan/', '-01', 'https://pve-01.lan/'],
    ['https://pve.lan:8006${metadata.a}', '/#v1', 'https://pve.lan:8006/#v1'],
    ['mailto:${metadata.a}', 'root@pve.lan', 'mailto:root@pve.lan'],
  ])('%s takes %s, as %s', (source, a, href) => {
    expect(checked(source, { a })).toEqual({ url: new URL(href) });
  });

  it.each([
    ['https://${metadata.a}.lan/', 'evil.example/'],
    ['https://${metadata.a}.lan/', 'evil.example#'],
    ['https://${metadata.a}.lan/', 'evil.example?'],
    ['https://pve.lan${metadata.a}', '.evil.example'],
    ['https://pve.lan${metadata.a}', '@evil.example'],
    ['https://pve.lan:80${metadata.a}/', '81'],
    ['ssh://pve.lan${metadata.a}', '@evil.example'],
    ['ssh://root@${metadata.a}', 'x@evil.example'],
  ])('%s is refused with %s', (source, a) => {
    expect(checked(source, { a })).toEqual({ reason: expect.any(String) });
  });

  it('has a scheme of its own, or one that is the event’s', () => {
    expect(checked('http${metadata.a}', { a: 's://evil.example' })).toEqual({
      reason: 'the scheme of the address is not whole without the event',
    });
  });
});
