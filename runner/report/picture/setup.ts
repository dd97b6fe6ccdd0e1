/** Set-up in few words: what belongs together is told as one thing. */
import { phraseOf } from './phrases.ts';
import type { SceneEvent } from './scene.ts';

/** One phrase for each thing that was prepared. Closing descriptors is not worth telling. */
export function setupPhrases(run: readonly SceneEvent[]): string[] {
  const phrases: string[] = [];
  const drops = run.some(({ call }) => call.name === 'setresuid');
  for (const event of run) {
    const { name, args } = event.call;
    const before = phrases.at(-1);
    // What is written right after a file was made, and a socket that is listened on, need no words of their own.
    if (name === 'close' || (name === 'write' && before?.startsWith('creates '))) continue;
    // Nor does what goes with becoming another user.
    if (drops && (/^setgroups$|^setresgid$/.test(name) || args[0] === 'PR_SET_DUMPABLE')) continue;
    const phrase = name === 'setresuid' ? `becomes user ${args[0]}` : phraseOf(event);
    if (name === 'listen' && before?.startsWith('binds ')) {
      phrases[phrases.length - 1] = before.replace('binds', 'listens on');
    } else if (name === 'bind' && before?.startsWith('socket ')) phrases[phrases.length - 1] = phrase;
    else if (!phrases.includes(phrase)) phrases.push(phrase);
  }
  return phrases;
}
