/**
 * What a worker does about signals. Ctrl-C goes to every process of the terminal; what it means is decided by the main process, which lets the scenario in flight
 * end and saves what was measured. When that process is gone there is nobody left to work for.
 */
process.on('SIGINT', () => {});
// vitest replaces process.exit by an error.
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
