/** The picture of an arm. */
import { type ComponentChild, h } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Step } from '../../../../results/schema.ts';
import type { SvgNode } from '../../../picture/nodes.ts';
import { sceneOf } from '../../../picture/replay.ts';
import { rowsOf } from '../../../picture/rows.ts';
import { pictureOf } from '../../../picture/svg.ts';
import { sentencesOf } from '../../../picture/text.ts';
import { Scroll } from '../../client/scroll.tsx';

/** Drawn, and in words. */
export function Picture({ steps }: { steps: readonly Step[] }) {
  const drawn = useMemo(() => elementOf(pictureOf(steps)), [steps]);
  return (
    <>
      <Scroll label="Picture">{drawn}</Scroll>
      <details>
        <summary>The picture in words</summary>
        <Sentences steps={steps} />
      </details>
    </>
  );
}

function Sentences({ steps }: { steps: readonly Step[] }) {
  const sentences = useMemo(() => {
    const scene = sceneOf(steps);
    return sentencesOf(scene, rowsOf(scene));
  }, [steps]);
  return (
    <ol>
      {sentences.map((sentence, place) => (
        <li key={`${place}`}>{sentence}</li>
      ))}
    </ol>
  );
}

function elementOf({ tag, attributes, children }: SvgNode): ComponentChild {
  return h(tag, attributes, ...children.map((child) => (typeof child === 'string' ? child : elementOf(child))));
}
