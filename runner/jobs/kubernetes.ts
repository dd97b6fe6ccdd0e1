import type { IJob } from 'kubernetes-models/batch/v1';
import type { IPersistentVolumeClaim } from 'kubernetes-models/v1';
import { headOf, type JobFormat, type JobRequest, JUDGED_BY_MERGE, MERGED, runShard, SHARDS, yaml } from './request.ts';

type Pod = NonNullable<NonNullable<IJob['spec']>['template']['spec']>;

/** An indexed job, one pod for each shard; a volume for their documents; and a suspended job that merges them. */
export const kubernetes: JobFormat = (request) => {
  const documents = [volumeClaim(), shards(request), merge(request)].map((manifest) => yaml(manifest));
  return `${headOf(
    request,
    '',
    'kubectl apply -f FILE',
    'kubectl wait --for=condition=complete --timeout=-1s job/kconform',
    `kubectl patch job kconform-merge --patch '{"spec":{"suspend":false}}'`,
    'kubectl wait --for=condition=complete --timeout=-1s job/kconform-merge; kubectl logs job/kconform-merge',
    '',
    JUDGED_BY_MERGE,
  )}\n---\n${documents.join('---\n')}`;
};

function volumeClaim(): IPersistentVolumeClaim {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'kconform' },
    spec: { accessModes: ['ReadWriteMany'], resources: { requests: { storage: '10Gi' } } },
  };
}

function shards(request: JobRequest): IJob {
  const run = runShard(request, 'auto', `"/results/${SHARDS}/$JOB_COMPLETION_INDEX.json"`);
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'kconform' },
    spec: {
      completionMode: 'Indexed',
      completions: request.shards,
      parallelism: request.shards,
      // A pod that is evicted, or whose node dies, is replaced; one that cannot run at all must not keep the others from ending.
      backoffLimitPerIndex: 3,
      template: {
        spec: pod(
          request,
          [run, 'status=$?', '[ "$status" -le 1 ] || exit "$status"'],
          [{ name: 'KCONFORM_SHARDS', value: `${request.shards}` }],
        ),
      },
    },
  };
}

function merge(request: JobRequest): IJob {
  const command = `${request.command} merge /results/${SHARDS} --out /results/${MERGED}`;
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'kconform-merge' },
    spec: { suspend: true, backoffLimit: 0, template: { spec: pod(request, [`exec ${command}`], []) } },
  };
}

function pod(
  { image, setup, jobs = 2 }: JobRequest,
  script: readonly string[],
  env: { name: string; value: string }[],
): Pod {
  return {
    restartPolicy: 'Never',
    containers: [
      {
        name: 'kconform',
        image,
        command: ['sh', '-c', [...(setup === undefined ? [] : [`${setup} || exit 69`]), ...script].join('\n')],
        env: [...env, { name: 'KCONFORM_CACHE', value: '/cache' }],
        resources: { requests: { cpu: `${jobs}`, memory: '2Gi' } },
        volumeMounts: [
          { name: 'results', mountPath: '/results' },
          { name: 'cache', mountPath: '/cache' },
        ],
      },
    ],
    volumes: [
      { name: 'results', persistentVolumeClaim: { claimName: 'kconform' } },
      { name: 'cache', emptyDir: {} },
    ],
  };
}
