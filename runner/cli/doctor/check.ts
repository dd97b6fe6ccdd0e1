/** What doctor found out about one thing. */
export interface Check {
  name: string;
  /** note: works, with something to know about it; missing: runs will fail. */
  status: 'ok' | 'note' | 'missing';
  value: string;
  /** What to do about it, when it is not ok. */
  hint?: string;
  /** Debian packages that bring what is missing. */
  packages?: string[];
}

/** A check that cannot fail: whatever goes wrong in finding out is what was found out. */
export async function attempt(name: string, find: () => Promise<Check> | Check): Promise<Check> {
  try {
    return await find();
  } catch (error) {
    const { message, hint } = error as Error & { hint?: string };
    return { name, status: 'missing', value: message.split('\n')[0] ?? '', ...(hint === undefined ? {} : { hint }) };
  }
}
