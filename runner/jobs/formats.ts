/** The engines that jobs can be written for. */
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { kubernetes } from './kubernetes.ts';
import type { JobFormat } from './request.ts';
import { slurm } from './slurm.ts';

/** Where kconform is to be found: in a checkout, or in the image. */
const checkout = { command: './kconform', setup: 'tools/setup.sh', image: 'debian:13', jobs: undefined };

/** By name: what to write, how many jobs one definition may have, and what is usual there. Where processors are reserved, a job takes as many workers. */
export const formats = {
  slurm: { write: slurm, most: 100_000, usual: { ...checkout, setup: undefined, jobs: 2 } },
  kubernetes: {
    write: kubernetes,
    most: 100_000,
    usual: { command: 'kconform', setup: undefined, image: 'kconform', jobs: 2 },
  },
  github: { write: github, most: 256, usual: checkout },
  gitlab: { write: gitlab, most: 200, usual: checkout },
} as const satisfies Record<string, { write: JobFormat; most: number; usual: object }>;

export type FormatName = keyof typeof formats;
