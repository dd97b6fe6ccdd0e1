/** Data that arrives later. */
import { useEffect, useState } from 'preact/hooks';

/** Where a promise stands. */
export type Pending<T> = { state: 'waiting' } | { state: 'there'; value: T } | { state: 'failed'; error: Error };

/**
 * What a promise brings. Never what an earlier one brought.
 *
 * @param make the promise, made again whenever `key` changes
 */
export function usePromise<T>(make: () => Promise<T>, key: string | number): Pending<T> {
  const [result, setResult] = useState<{ key: string | number; pending: Pending<T> }>();
  useEffect(() => {
    let left = false;
    make().then(
      (value) => left || setResult({ key, pending: { state: 'there', value } }),
      (error: Error) => left || setResult({ key, pending: { state: 'failed', error } }),
    );
    return () => {
      left = true;
    };
  }, [key]);
  return result?.key === key ? result.pending : { state: 'waiting' };
}
