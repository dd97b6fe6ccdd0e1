/** Errata that matter to an ABI. */
import type { CompatModel, ErratumModel } from '../../../../compat/model.ts';
import { Scroll } from '../../client/scroll.tsx';
import { kernelsAsked } from './evidence.ts';
import { Examples } from './examples.tsx';

/** By number. */
export function errataInWords(numbers: readonly number[]): string {
  return numbers.join(', ') || 'none';
}

/** What each changes, and which kernels showed it. */
export function Errata({ model, numbers }: { model: CompatModel; numbers: readonly number[] }) {
  const errata = model.errata.filter(({ number }) => numbers.includes(number));
  if (errata.length === 0) return <p>None is known.</p>;
  return (
    <Scroll label="Errata">
      <table>
        <thead>
          <tr>
            <th scope="col">Erratum</th>
            <th scope="col">Without the fix</th>
            <th scope="col">With it</th>
            <th scope="col">Fixed in</th>
            <th scope="col">Kernels that have it fixed</th>
            <th scope="col">Kernels without</th>
          </tr>
        </thead>
        <tbody>
          {errata.map((erratum) => (
            <Line key={erratum.number} model={model} erratum={erratum} />
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Line({ model, erratum }: { model: CompatModel; erratum: ErratumModel }) {
  const { number, title, without, with: fixed, fixed: releases, fixedOn, unfixedOn } = erratum;
  return (
    <tr>
      <th scope="row">
        {number}: {title}
      </th>
      <td>{without}</td>
      <td>{fixed}</td>
      <td>{releases.join(', ')}</td>
      <td>
        {kernelsAsked(model, fixedOn.kernels) || <span class="quiet">not confirmed</span>}
        <Examples ids={fixedOn.examples.slice(0, 1)} kernel={fixedOn.kernels.at(-1)} />
      </td>
      <td>
        {kernelsAsked(model, unfixedOn.kernels) || <span class="quiet">not confirmed</span>}
        <Examples ids={unfixedOn.examples.slice(0, 1)} kernel={unfixedOn.kernels.at(-1)} />
      </td>
    </tr>
  );
}
