import { describe, expect, it } from 'vitest';
import { receiverUrl } from '../../../src/commands/send/receiver-address.ts';
import { UsageError } from '../../../src/config.ts';

describe('receiverUrl', () => {
  it.each([
    ['mon', 'http://mon:7776/ingest'],
    ['mon.lan:80', 'http://mon.lan/ingest'],
    ['192.168.1.20', 'http://192.168.1.20:7776/ingest'],
    ['192.168.1.20:8000', 'http://192.168.1.20:8000/ingest'],
    ['fd00::5', 'http://[fd00::5]:7776/ingest'],
    ['[fd00::5]', 'http://[fd00::5]:7776/ingest'],
    ['[fd00::5]:8000', 'http://[fd00::5]:8000/ingest'],
    ['::1', 'http://[::1]:7776/ingest'],
    ['0.0.0.0', 'http://127.0.0.1:7776/ingest'],
    ['::', 'http://127.0.0.1:7776/ingest'],
    ['mon/tempo', 'http://mon:7776/tempo/ingest'],
    ['http://mon', 'http://mon/ingest'],
    ['http://mon:7776/', 'http://mon:7776/ingest'],
    ['http://mon:7776/ingest', 'http://mon:7776/ingest'],
    ['https://proxy.lan/tempo/events/', 'https://proxy.lan/tempo/events'],
    ['HTTPS://Proxy.lan', 'https://proxy.lan/ingest'],
  ])('posts for %s to %s', (text, url) => {
    expect(receiverUrl(text, 7776, '--host').href).toBe(url);
  });

  it.each([
    ['', 'is not a URL'],
    ['two words', 'characters that do not belong there'],
    ['mon\n.lan', 'characters that do not belong there'],
    ['mon:port', 'is not a URL'],
    ['mon:99999', 'is not a URL'],
    ['ftp://mon', 'is reached by http:// or https://, and not by ftp://'],
    ['http://mon/ingest?token=hidden', 'nothing may stand behind the path'],
    ['http://root:hidden@mon', 'user name or password'],
  ])('refuses %j and says why, without repeating it', (text, reason) => {
    const refusal = refusalOf(() => receiverUrl(text, 7776, 'TEMPO_HOST'));
    expect(refusal.message).toMatch(/^TEMPO_HOST: /);
    expect(refusal.message).toContain(reason);
    expect(refusal.message).not.toContain('hidden');
  });
});

function refusalOf(work: () => unknown): UsageError {
  try {
    work();
  } catch (error) {
    if (error instanceof UsageError) return error;
  }
  return expect.unreachable('it was taken');
}
