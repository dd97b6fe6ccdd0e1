// What specs elsewhere import as 'kconform/landlock': the helpers of the specs in these folders.
export * from './answers.ts';
export { type Creator, type Denial, isLogged, Log, type LogOptions } from './audit/log.ts';
export * from './calls.ts';
export { KNOWN } from './known.ts';
export * from './refusals.ts';
export * from './relations.ts';
export * from './sandbox.ts';
export * from './sysctl.ts';
export * from './uapi.ts';
export * from './unix-sockets.ts';
