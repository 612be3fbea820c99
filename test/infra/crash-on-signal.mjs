/** Causes errors that nothing catches. A test loads it into a process by `node --import`. */
process.once('SIGUSR2', () => {
  void Promise.reject(new Error('a rejection that nothing handles'));
});
process.once('SIGHUP', () => {
  throw new Error('an exception that nothing catches');
});
