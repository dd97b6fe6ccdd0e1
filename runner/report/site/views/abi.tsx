/** What each ABI of Landlock adds, what it leaves open, and which kernels confirmed it. */
import type { AbiModel, CompatModel } from '../../../compat/model.ts';
import { Problem } from '../client/app.tsx';
import { usePromise } from '../client/promise.ts';
import { hashOf } from '../client/route.ts';
import { Scroll } from '../client/scroll.tsx';
import type { View, ViewProps } from '../client/view.ts';
import { errataInWords } from './abi/errata.tsx';
import { featuresOf, kernelsAsked, shortName, statuses } from './abi/evidence.ts';
import { AbiPage } from './abi/page.tsx';

/** `#/abi`, `#/abi/6` */
export const abi: View = {
  name: 'abi',
  menu: 'ABIs',
  offered: (site) => site.topics.some(({ name }) => name.startsWith('landlock/')),
  title: ({ route }) => (route.rest === '' ? 'ABIs' : `Landlock ABI ${route.rest}`),
  Page: ({ site, route }: ViewProps) => {
    const data = usePromise(() => site.load<CompatModel>('abi'), 'abi');
    if (data.state === 'failed') return <Problem error={data.error} />;
    if (data.state === 'waiting') return <p role="status">Reading what is known of ABIs …</p>;
    const model = data.value;
    if (route.rest === '') return <Overview model={model} />;
    const found = model.abis.find(({ abi }) => String(abi) === route.rest);
    if (found === undefined) {
      return (
        <>
          <h1>No such ABI</h1>
          <p>
            Landlock {route.rest} is not known. <a href={hashOf('abi')}>All ABIs</a>
          </p>
        </>
      );
    }
    return <AbiPage site={site} model={model} abi={found} />;
  },
};

function Overview({ model }: { model: CompatModel }) {
  return (
    <>
      <h1>ABIs of {model.subsystem}</h1>
      <p>
        What each added, as read in {model.source}, and how much of it the kernels of this report confirmed. A kernel
        with an ABI has everything of the ABIs before it.
      </p>
      <Scroll label="ABIs">
        <table>
          <thead>
            <tr>
              <th scope="col">ABI</th>
              <th scope="col">Linux</th>
              <th scope="col">Adds</th>
              <th scope="col">Confirmed</th>
              <th scope="col">Kernels of this ABI</th>
              <th scope="col">Errata</th>
            </tr>
          </thead>
          <tbody>
            {model.abis.map((abi) => (
              <Line key={abi.abi} model={model} abi={abi} />
            ))}
          </tbody>
        </table>
      </Scroll>
    </>
  );
}

function Line({ model, abi }: { model: CompatModel; abi: AbiModel }) {
  const added = featuresOf(model, abi.adds);
  return (
    <tr>
      <th scope="row">
        <a href={hashOf('abi', `${abi.abi}`)}>ABI {abi.abi}</a>
      </th>
      <td>{abi.kernel}</td>
      <td class="names">{added.map(({ id }) => shortName(id)).join(', ') || 'nothing'}</td>
      <td>
        {statuses(added).map(([status, number]) => (
          <span
            key={status}
            class={`status ${status === 'confirmed' ? 'good' : status === 'contradicted' ? 'bad' : 'odd'}`}
          >
            {number} {status}
          </span>
        ))}
      </td>
      <td>{kernelsAsked(model, abi.kernels) || <span class="quiet">none was asked</span>}</td>
      <td>{errataInWords(abi.errata)}</td>
    </tr>
  );
}
