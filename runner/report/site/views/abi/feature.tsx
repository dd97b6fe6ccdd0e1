/** One feature: what it controls, with which errors, and what confirms that. */
import type { Claim } from '../../../../compat/claims.ts';
import type { CompatModel, FeatureModel } from '../../../../compat/model.ts';
import { CLAIM_IN_WORDS, confirming, kernelsAsked, refusals } from './evidence.ts';
import { Examples } from './examples.tsx';

/** All of it. */
export function Feature({ model, feature }: { model: CompatModel; feature: FeatureModel }) {
  const { id, what, value, field, status, operations, bestEffort, notes, doc, claims, errata } = feature;
  const refused = refusals(feature);
  const confirmed = kernelsAsked(model, confirming(feature));
  return (
    <section class="feature" aria-label={id}>
      <h3>
        <code>{id}</code> <Status status={status} />
      </h3>
      <p>
        {what}
        {value !== undefined && (
          <span class="quiet">
            {' '}
            {field ?? 'value'}: {value}
          </span>
        )}
      </p>
      {operations.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">Controls</th>
              <th scope="col">When denied</th>
            </tr>
          </thead>
          <tbody>
            {operations.map(({ what, errno }) => (
              <tr key={what}>
                <td>{what}</td>
                <td>{errno === null ? <span class="quiet">silently</span> : <code class="bad">{errno}</code>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <dl>
        {refused.length > 0 && (
          <>
            <dt>Asked for on older kernels</dt>
            <dd>{refused.join('; ')}</dd>
          </>
        )}
        {bestEffort !== '' && refused.length > 0 && (
          <>
            <dt>Open there</dt>
            <dd>{bestEffort}</dd>
          </>
        )}
        {errata.length > 0 && (
          <>
            <dt>Errata</dt>
            <dd>{errata.join(', ')}</dd>
          </>
        )}
        <dt>Documented in</dt>
        <dd>{doc.join('; ')}</dd>
      </dl>
      {notes.length > 0 && (
        <ul>
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      <details>
        <summary>{confirmed === '' ? 'Not confirmed by any kernel' : `Confirmed by ${confirmed}`}</summary>
        {claims.map((claim) => (
          <Evidence key={claim.claim} model={model} claim={claim} />
        ))}
      </details>
    </section>
  );
}

function Evidence({ model, claim }: { model: CompatModel; claim: Claim }) {
  const showed = claim.kernels.filter(({ confirming }) => confirming > 0).map(({ kernel }) => kernel);
  const against = claim.kernels.filter(({ contradicting }) => contradicting > 0).map(({ kernel }) => kernel);
  return (
    <div class="claim">
      <p>
        Kernels {CLAIM_IN_WORDS[claim.claim]}: <Status status={claim.status} />
        {showed.length > 0 && (
          <>
            {' '}
            by {kernelsAsked(model, showed)}, {claim.scenarios} scenario{claim.scenarios === 1 ? '' : 's'}
            {claim.answers.length > 0 && `, with ${claim.answers.join(', ')}`}
          </>
        )}
      </p>
      <Examples ids={claim.examples} kernel={showed.at(-1)} />
      {against.length > 0 && (
        <>
          <p class="bad">Against it: {kernelsAsked(model, against)}</p>
          <Examples ids={claim.contradictions.slice(0, 10)} kernel={against.at(-1)} />
        </>
      )}
    </div>
  );
}

/** Confirmed, contradicted or not confirmed. */
export function Status({ status }: { status: FeatureModel['status'] }) {
  const [name, sign] = status === 'confirmed' ? ['good', '✓'] : status === 'contradicted' ? ['bad', '✗'] : ['odd', '?'];
  return (
    <span class={`status ${name}`}>
      {sign} {status}
    </span>
  );
}
