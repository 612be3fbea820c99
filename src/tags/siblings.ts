/** Other tabs of this browser that show the same number, so that closing one does not end it for the others. */
export type Siblings = {
  /** Tells them that this page shows the link, and has had word of it from the gateway just now. */
  greet(link: string): void;
  /** When one of them was last heard of, in milliseconds. */
  heard(link: string): number;
  /** Lets the page rest in the back/forward cache; the next greeting opens it again. */
  rest(): void;
};

/** @param greeted told of each greeting; says whether this page shows the link too */
export function findSiblings(greeted: (link: string) => boolean): Siblings {
  const heard: Record<string, number> = {};
  let channel: BroadcastChannel | undefined;

  const open = () => {
    const opened = new BroadcastChannel('ringtrail');
    opened.onmessage = ({ data: [link, isReply] }: MessageEvent<[string, boolean]>) => {
      heard[link] = Date.now();
      if (!isReply && greeted(link)) opened.postMessage([link, true]);
    };
    return opened;
  };

  return {
    greet(link) {
      channel = channel || open();
      channel.postMessage([link, false]);
    },
    heard: (link) => heard[link] || 0,
    rest() {
      channel?.close();
      channel = undefined;
    },
  };
}
