/** Scenarios by topic, down; kernels, across. */
import { hashOf } from '../client/route.ts';
import type { View } from '../client/view.ts';
import { abiOf, errataOf, versionOf } from '../client/words.ts';

/** `#/matrix` */
export const matrix: View = {
  name: 'matrix',
  menu: 'Matrix',
  title: () => 'Matrix',
  Page: ({ site }) => (
    <>
      <h1>Matrix</h1>
      <table>
        <thead>
          <tr>
            <th scope="col">Topic</th>
            {site.columns.map(({ key, kernel }) => (
              <th scope="col" key={key}>
                {kernel.id} {versionOf(kernel)} ABI {abiOf(kernel)} errata {errataOf(kernel)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {site.topics.map(({ name, first, end }) => (
            <tr key={name}>
              <th scope="row">
                <a href={hashOf('scenario', site.id(first))}>{name}</a>
              </th>
              {site.columns.map(({ key }, column) => (
                <td key={key}>
                  {
                    Array.from({ length: end - first }, (_, place) => site.mark(first + place, column)).filter(
                      (mark) => mark === 'pass',
                    ).length
                  }
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  ),
};
