/** Scenarios that show something. */
import { hashOf } from '../../client/route.ts';

/** Links to a few scenarios, as one of the kernels that showed it answered them. */
export function Examples({ ids, kernel }: { ids: readonly string[]; kernel: string | undefined }) {
  if (ids.length === 0) return null;
  const query: [string, string][] = kernel === undefined ? [] : [['kernel', kernel.replace(/ \(.*\)$/, '')]];
  return (
    <ul class="examples">
      {ids.map((id) => (
        <li key={id}>
          <a href={hashOf('scenario', id, query)}>{id.slice(id.lastIndexOf('/') + 1).replaceAll('-', ' ')}</a>
        </li>
      ))}
    </ul>
  );
}
