import { duplexPair } from 'node:stream';
import { expect, test } from 'vitest';
import { encodeFrame, type Frame, FrameDecoder, frameTypes } from '../transport/frames.ts';
import { Conversation } from './conversation.ts';

type Say = (type: Parameters<typeof encodeFrame>[0], text?: string) => void;

/** A conversation with an agent that answers each frame as told. */
function talkTo(agent: (frame: Frame, say: Say) => void) {
  const [ours, theirs] = duplexPair();
  const [unused] = duplexPair();
  const { promise: gone, resolve: end } = Promise.withResolvers<void>();
  const say: Say = (type, text = '') => void theirs.write(encodeFrame(type, text));
  const decoder = new FrameDecoder();
  const seen: string[] = [];
  theirs.on('data', (chunk: Buffer) => {
    for (const frame of decoder.push(chunk)) {
      seen.push(frame.type);
      agent(frame, say);
    }
  });
  const channels = [
    { name: 'virtio', stream: unused },
    { name: 'serial', stream: ours },
  ];
  return { conversation: new Conversation({ channels, gone }), say, seen, end };
}

const patience = { answer: 200, heartbeat: 50 };

test('the channel that the hello comes by is the one to use', async () => {
  const { conversation, say } = talkTo(({ type, payload }, say) => {
    if (type === frameTypes.ping) say(frameTypes.pong, payload.toString());
  });
  say(frameTypes.hello, 'release 7.3.4\ntransport serial\nlog a module did not load\npage_size 4096\n');
  expect(await conversation.hello(1000)).toEqual({
    release: '7.3.4',
    machine: '',
    transport: 'serial',
    log: ['a module did not load'],
    other: { page_size: '4096' },
  });
  expect(await conversation.ping(1000)).toBe(true);
});

test('a plan is answered by its observation', async () => {
  const { conversation } = talkTo(({ type, payload }, say) => {
    if (type === frameTypes.plan) say(frameTypes.observation, `of ${payload}`);
  });
  conversation.use('serial');
  expect(await conversation.run('plan 1', patience)).toEqual({ kind: 'answer', text: 'of plan 1' });
});

test('a plan that takes too long on a kernel that is alive is killed, and its observation still comes', async () => {
  const { conversation, seen } = talkTo(({ type, payload }, say) => {
    if (type === frameTypes.ping) say(frameTypes.pong, payload.toString());
    if (type === frameTypes.kill) say(frameTypes.observation, 'end killed 9');
  });
  conversation.use('serial');
  expect(await conversation.run('plan 1', patience)).toEqual({ kind: 'answer', text: 'end killed 9' });
  expect(seen.filter((type) => type === frameTypes.ping).length).toBeGreaterThan(1);
});

test('a kernel that does not answer a ping is silent', async () => {
  const { conversation } = talkTo(() => {});
  conversation.use('serial');
  expect(await conversation.run('plan 1', patience)).toEqual({ kind: 'silence' });
});

test('a machine that ends while a plan runs is gone, at once and for good', async () => {
  const { conversation, end } = talkTo((_, __) => end());
  conversation.use('serial');
  expect(await conversation.run('plan 1', { answer: 60_000, heartbeat: 60_000 })).toEqual({ kind: 'gone' });
  expect(await conversation.ping(60_000)).toBe(false);
});

test('a complaint of the agent is a failure of the infrastructure', async () => {
  const { conversation } = talkTo((_, say) => say(frameTypes.complaint, 'a plan is running already'));
  conversation.use('serial');
  await expect(conversation.run('plan 1', patience)).rejects.toThrow('the agent complained: a plan is running already');
});
