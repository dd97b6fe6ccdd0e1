export { type Build, type BuildEvent, type BuildRequest, build, type OnBuildEvent } from './build.ts';
export { type Collected, collectBuilds, forgetBuilds, listBuilds, type NamedBuild } from './collect.ts';
export { warningsOf } from './complaints.ts';
export { type BuiltKernel, namedBuild } from './entry.ts';
export { fragment } from './fragments.ts';
export { type BuildFrom, type BuiltFrom, buildKernelFrom } from './from.ts';
export { BuildFailure } from './make.ts';
export { newWarnings } from './warnings.ts';
export { inWorkspace, original, type Workspace } from './workspace.ts';
