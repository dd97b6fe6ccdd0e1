/** Mails with patches in them. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import type { Store } from '../../store/index.ts';
import { runTool } from '../apt/run.ts';

/**
 * The mails of a file, which may be one, or a bare patch, or a mailbox.
 *
 * @throws UserError for a mailbox that git cannot read
 */
export async function mailsOf(path: string, store: Store): Promise<string[]> {
  const text = await readFile(path, 'utf8');
  const mails = /^From /m.test(text) ? await splitMailbox(path, store) : [text];
  return Promise.all(mails.map((mail) => decoded(mail, store)));
}

function splitMailbox(path: string, store: Store): Promise<string[]> {
  return store.scratch('mails', async (directory) => {
    const ran = await runTool('git', ['mailsplit', `-o${directory}`, '--', path]);
    if (ran.status !== 0) throw new UserError(`${path} is no mailbox: ${ran.stderr.trim()}`);
    const names = (await readdir(directory)).sort();
    return Promise.all(names.map((name) => readFile(join(directory, name), 'utf8')));
  });
}

const ENCODED = /^(Content-Transfer-Encoding: *(base64|quoted-printable)|Content-Type: *multipart\/|Subject: .*=\?)/im;

/** The same mail as it was before servers encoded it: else neither diff nor paths can be read. */
function decoded(mail: string, store: Store): Promise<string> | string {
  if (!ENCODED.test(headOf(mail))) return mail;
  return store.scratch('mail', async (directory) => {
    const at = (name: string) => join(directory, name);
    await writeFile(at('mail'), mail);
    // git mailinfo reads nothing but its standard input.
    const decode = 'exec git mailinfo -k "$1" "$2" <"$3"';
    const ran = await runTool('sh', ['-c', decode, 'sh', at('words'), at('patch'), at('mail')]);
    if (ran.status !== 0) return mail;
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(ran.stdout)?.[1] ?? '';
    const head = `From: ${field('Author')} <${field('Email')}>\nSubject: ${field('Subject')}\nDate: ${field('Date')}\n`;
    return `${head}\n${await readFile(at('words'), 'utf8')}---\n${await readFile(at('patch'), 'utf8')}`;
  });
}

/** The subject of a mail, on one line. */
export function subjectOf(mail: string): string | undefined {
  const [, subject] = /^Subject: (.*(?:\n[ \t].*)*)/m.exec(headOf(mail)) ?? [];
  return subject?.replaceAll(/\n[ \t]+/g, ' ');
}

function headOf(mail: string): string {
  return mail.slice(0, mail.search(/^\s*$/m));
}
