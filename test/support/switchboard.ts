/** The parts of a switchboard that remember nothing: a call goes by what the test itself gives. */
export const WITHOUT_MEMORY = {
  connecting: () => null,
  maskCaller: (_provider: string, caller: string) => caller,
  allNames: (_provider: string, caller: string) => [caller],
  memory: {
    linkOf: () => undefined,
    note: () => undefined,
    answerOf: () => undefined,
    isFollowing: () => true,
  },
  store: { history: { linksOf: async () => [] }, calls: { get: async () => null } },
  lateClaims: { add: () => undefined },
  lateRecords: { findNumber: async () => undefined, findEndpoint: async () => undefined },
};
