/** Preloaded into a process with `node --import`: makes errors happen that nothing catches. */
process.once('SIGUSR2', () => {
  void Promise.reject(new Error('a rejection that nothing handles'));
});
process.once('SIGHUP', () => {
  throw new Error('an exception that nothing catches');
});
