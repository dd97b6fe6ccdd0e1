import { type Duplex, duplexPair } from 'node:stream';
import { expect, test } from 'vitest';
import { QmpClient } from './qmp.ts';

/** A client and the other end of its socket, with what it has sent so far. */
function connected(): { client: QmpClient; ours: Duplex; peer: Duplex; sent: () => string[] } {
  const [ours, peer] = duplexPair();
  let text = '';
  peer.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return {
    client: new QmpClient(ours),
    ours,
    peer,
    sent: () =>
      text
        .split('\n')
        .filter(Boolean)
        .map((line) => (JSON.parse(line) as { execute: string }).execute),
  };
}

const say = (peer: Duplex, ...messages: object[]) =>
  peer.write(messages.map((message) => `${JSON.stringify(message)}\r\n`).join(''));

test('commands are sent at once and answered in order', async () => {
  const { client, peer, sent } = connected();
  const status = client.execute('query-status');
  const stop = client.execute('stop');
  say(peer, { QMP: {} }, { return: {} }, { return: { running: true } }, { return: {} });
  expect(await status).toEqual({ running: true });
  expect(await stop).toEqual({});
  expect(sent()).toEqual(['qmp_capabilities', 'query-status', 'stop']);
});

test('a refusal names the command', async () => {
  const { client, peer } = connected();
  const answer = client.execute('migrate', { uri: 'fd:9' });
  say(peer, { return: {} }, { error: { class: 'GenericError', desc: 'no such descriptor' } });
  await expect(answer).rejects.toThrow('QEMU refused migrate: no such descriptor');
});

test('events reach whoever waits for them, in whatever pieces they come', async () => {
  const { client, peer } = connected();
  const done = client.event('MIGRATION', ({ status }) => status === 'completed');
  const text = ['setup', 'active', 'completed']
    .map((status) => `${JSON.stringify({ event: 'MIGRATION', data: { status } })}\r\n`)
    .join('');
  for (let at = 0; at < text.length; at += 7) peer.write(text.slice(at, at + 7));
  expect(await done).toEqual({ status: 'completed' });
});

test('nobody waits for a QEMU that is gone', async () => {
  const { client, ours } = connected();
  const answer = client.execute('query-status');
  const event = client.event('STOP');
  ours.destroy();
  await expect(answer).rejects.toThrow('closed its monitor');
  await expect(event).rejects.toThrow('closed its monitor');
  await expect(client.execute('cont')).rejects.toThrow('closed its monitor');
});
