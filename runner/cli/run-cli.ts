/** For tests: a command line, and everything that came of it. */
import { runCli } from './cli.ts';

/** Run it in this process. */
export async function capture(...args: string[]): Promise<{ status: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const status = await runCli(args, {
    out(text) {
      said.out += text;
    },
    err(text) {
      said.err += text;
    },
  });
  return { status, ...said };
}
