/** Where the page begins. */
import { render } from 'preact';
import type { Index } from '../format.ts';
import { App, Problem } from './app.tsx';
import { register, registered } from './data.ts';
import { Site } from './site.ts';

Object.assign(globalThis, { kconform: { register } });

const root = document.getElementById('site')!;
let there = false;

registered<Index>('index').then((index) => {
  there = true;
  render(<App site={new Site(index)} />, root);
});

addEventListener('load', () => {
  if (!there) {
    const error = new Error('data/index.js cannot be read: was the whole folder of the report copied?');
    render(<Problem error={error} />, root);
  }
});
