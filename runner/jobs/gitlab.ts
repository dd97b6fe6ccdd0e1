import { headOf, type JobFormat, type JobRequest, JUDGED_BY_MERGE, MERGED, runShard, SHARDS, yaml } from './request.ts';

/** Jobs for .gitlab-ci.yml: parallel shards, and one that merges their documents. */
export const gitlab: JobFormat = (request) =>
  `${headOf(request, '', '.gitlab-ci.yml', '', JUDGED_BY_MERGE)}\n${yaml(pipeline(request))}`;

function pipeline(request: JobRequest) {
  const setup = request.setup === undefined ? [] : [request.setup];
  return {
    'kconform:shard': {
      stage: 'test',
      image: request.image,
      ...(request.shards > 1 && { parallel: request.shards }),
      variables: { KCONFORM_CACHE: '$CI_PROJECT_DIR/.cache' },
      cache: { key: { files: ['kernels.lock.json'], prefix: 'kconform-$CI_NODE_INDEX' }, paths: ['.cache/debs'] },
      script: [
        ...setup,
        `${runShard(request, request.shards > 1 ? 'auto' : '1/1', `"${SHARDS}/\${CI_NODE_INDEX:-1}.json"`)} || [ $? -eq 1 ]`,
      ],
      artifacts: { when: 'always', paths: [`${SHARDS}/`] },
      // A runner that died is another matter than what it measured.
      retry: { max: 2, when: ['runner_system_failure', 'stuck_or_timeout_failure'] },
    },
    'kconform:merge': {
      stage: '.post',
      image: request.image,
      needs: [{ job: 'kconform:shard', artifacts: true }],
      when: 'always',
      script: [...setup, `${request.command} merge ${SHARDS} --out ${MERGED}`],
      artifacts: { when: 'always', paths: [MERGED] },
    },
  };
}
