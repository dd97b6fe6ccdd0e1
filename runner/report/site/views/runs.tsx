/** Where the results come from: the runs, and the kernels that they asked. */
import { Scroll } from '../client/scroll.tsx';
import type { Site } from '../client/site.ts';
import type { View } from '../client/view.ts';
import { abiOf, count, errataOf, plural, when } from '../client/words.ts';
import type { Run } from '../format.ts';

/** `#/runs` */
export const runs: View = {
  name: 'runs',
  menu: 'Runs',
  title: () => 'Runs',
  Page: ({ site }) => (
    <>
      <h1>Runs</h1>
      {site.runs.map((run, place) => (
        <Section key={run.name} run={run} columns={site.columns.filter((column) => column.run === place)} />
      ))}
    </>
  ),
};

function Section({ run, columns }: { run: Run; columns: Site['columns'] }) {
  const { name, tool, started, finished, status, command, host, infrastructure } = run;
  return (
    <section aria-label={name}>
      <h2>{name}</h2>
      <dl>
        <dt>Command</dt>
        <dd>
          <code>{command}</code>
        </dd>
        <dt>Time</dt>
        <dd>
          {when(started)} until {when(finished)}, {status}
        </dd>
        <dt>Made by</dt>
        <dd>
          kconform {tool.version}
          {tool.commit === undefined ? '' : ` (${tool.commit})`} on Linux {host.kernel},{' '}
          {host.qemu ? `QEMU ${host.qemu}` : 'no QEMU'}, {host.accelerator}, {plural(host.jobs, 'job')}
        </dd>
      </dl>
      {infrastructure.length > 0 && (
        <ul class="problem">
          {infrastructure.map(({ kernel, message }, place) => (
            <li key={`${place}`}>
              {kernel === undefined ? '' : `${kernel}: `}
              {message}
            </li>
          ))}
        </ul>
      )}
      <Scroll label={`Kernels of ${name}`}>
        <table>
          <thead>
            <tr>
              {['Kernel', 'Release', 'Version', 'ABI', 'Errata', 'Features', 'Contradictions', 'Image'].map((title) => (
                <th scope="col" key={title}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {columns.map(({ key, kernel, features, lacks }) => (
              <tr key={key}>
                <th scope="row">{kernel.id}</th>
                <td>{kernel.release}</td>
                <td>{kernel.version}</td>
                <td>{abiOf(kernel)}</td>
                <td>{errataOf(kernel)}</td>
                <td title={lacks.length > 0 ? `lacks ${lacks.join(', ')}` : undefined}>
                  {count(features.length)} of {count(features.length + lacks.length)}
                </td>
                <td>{kernel.contradictions?.join('; ') || 'none'}</td>
                <td>
                  <code>{kernel.sha256.slice(0, 12)}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}
