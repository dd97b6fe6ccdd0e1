/**
 * Ctrl-C goes to every process of the terminal. What it means is decided by the main process, which lets the scenario in flight end and saves what was measured;
 * a worker that is left alone by a dead main process is ended by vitest.
 */
process.on('SIGINT', () => {});
