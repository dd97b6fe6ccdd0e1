/** The page of one ABI. */
import type { AbiModel, CompatModel } from '../../../../compat/model.ts';
import { hashOf } from '../../client/route.ts';
import { Scroll } from '../../client/scroll.tsx';
import type { Site } from '../../client/site.ts';
import { when } from '../../client/words.ts';
import { Errata } from './errata.tsx';
import { featuresOf, kernelsAsked, kernelsOf, refusals } from './evidence.ts';
import { Examples } from './examples.tsx';
import { Feature, Status } from './feature.tsx';

interface Props {
  site: Site;
  model: CompatModel;
  abi: AbiModel;
}

/** From what it adds to what no ABI closes. */
export function AbiPage({ model, abi }: Props) {
  const places = model.abis.map((one) => one.abi);
  return (
    <article>
      <h1>
        {model.subsystem} ABI {abi.abi}, Linux {abi.kernel}
      </h1>
      <nav aria-label="ABIs" class="abis">
        {places.map((place) => (
          <a key={place} href={hashOf('abi', `${place}`)} aria-current={place === abi.abi ? 'page' : undefined}>
            {place}
          </a>
        ))}
      </nav>
      <Kernels model={model} abi={abi} />
      <h2>What it adds</h2>
      {abi.notes.length > 0 && (
        <ul>
          {abi.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {featuresOf(model, abi.adds).map((feature) => (
        <Feature key={feature.id} model={model} feature={feature} />
      ))}
      <h2>What still escapes</h2>
      <Escapes model={model} abi={abi} />
      <h2>Errata that matter</h2>
      <Errata model={model} numbers={abi.errata} />
      <Known model={model} abi={abi} />
    </article>
  );
}

function Kernels({ model, abi }: Pick<Props, 'model' | 'abi'>) {
  const kernels = kernelsOf(model, abi);
  if (kernels.length === 0) {
    return (
      <p class="note">
        No kernel of exactly this ABI was asked. What is said to be confirmed below, kernels with a later ABI showed.
      </p>
    );
  }
  return (
    <Scroll label="Kernels of this ABI">
      <table>
        <thead>
          <tr>
            <th scope="col">Kernel</th>
            <th scope="col">Release</th>
            <th scope="col">Errata fixed</th>
            <th scope="col">Asked</th>
          </tr>
        </thead>
        <tbody>
          {kernels.map(({ key, release, errata, run }) => (
            <tr key={key}>
              <th scope="row">{key}</th>
              <td>{release}</td>
              <td>{errata === null ? 'not told' : errata.join(', ') || 'none'}</td>
              <td>{when(model.runs[run]!.finished)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** What later ABIs control, and what none does. */
function Escapes({ model, abi }: Pick<Props, 'model' | 'abi'>) {
  // The catalogue says so where a sandbox without the feature is as tight as one with it.
  const later = featuresOf(model, abi.lacks).filter(({ bestEffort }) => !/^(Nothing\b|$)/.test(bestEffort));
  return (
    <>
      {later.length > 0 && (
        <Scroll label="What later ABIs control">
          <table>
            <thead>
              <tr>
                <th scope="col">Open</th>
                <th scope="col">Until</th>
                <th scope="col">Who asks for it gets</th>
                <th scope="col">Shown by kernels of this ABI</th>
              </tr>
            </thead>
            <tbody>
              {later.map((feature) => {
                const open = feature.claims.find(({ claim }) => claim === 'open');
                const shown = open?.kernels.filter(
                  ({ kernel, confirming }) => confirming > 0 && abi.kernels.includes(kernel),
                );
                const errno = feature.unsupported.find(
                  ({ abi: [first, last] }) => first <= abi.abi && abi.abi <= last,
                )?.errno;
                return (
                  <tr key={feature.id}>
                    <td>{feature.bestEffort}</td>
                    <td>
                      <a href={hashOf('abi', `${feature.abi}`)}>ABI {feature.abi}</a>, <code>{feature.id}</code>
                    </td>
                    <td>{errno ?? refusals(feature).join('; ')}</td>
                    <td>
                      {shown !== undefined && shown.length > 0 ? (
                        kernelsAsked(
                          model,
                          shown.map(({ kernel }) => kernel),
                        )
                      ) : (
                        <span class="quiet">not confirmed</span>
                      )}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </Scroll>
      )}
      <h3>Under every ABI</h3>
      <ul>
        {model.gaps.map(({ id, what, shown }) => (
          <li key={id}>
            {what} <Status status={shown.status} /> <span class="quiet">{kernelsAsked(model, shown.kernels)}</span>
            <Examples ids={shown.examples.slice(0, 1)} kernel={shown.kernels.at(-1)} />
          </li>
        ))}
      </ul>
    </>
  );
}

/** Bugs that kernels of this ABI showed. */
function Known({ model, abi }: Pick<Props, 'model' | 'abi'>) {
  const known = model.known.filter(
    ({ kind, kernels }) => kind !== 'limited' && kernels.some((key) => abi.kernels.includes(key)),
  );
  if (known.length === 0) return null;
  return (
    <>
      <h2>Known bugs that its kernels showed</h2>
      <ul>
        {known.map(({ kind, what, kernels, scenarios }) => (
          <li key={what}>
            <strong>{kind}</strong>: {what}{' '}
            <span class="quiet">
              {kernelsAsked(
                model,
                kernels.filter((key) => abi.kernels.includes(key)),
              )}
              , {scenarios} scenario{scenarios === 1 ? '' : 's'}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
