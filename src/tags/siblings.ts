/** Other tabs of this browser that show the same number, so that closing one does not end it for the others. */
export type Siblings = {
  /** Announces that this page shows the link, and that the gateway has just renewed it. */
  greet_(link: string): void;
  /** Returns when one of them last greeted, in milliseconds. */
  seen_(link: string): number;
  /** Lets the page rest in the back/forward cache; the next greeting opens it again. */
  rest_(): void;
};

/** @param greeted called for each greeting; returns whether this page shows the link too */
export function findSiblings(greeted: (link: string) => boolean): Siblings {
  const seen: Record<string, number> = {};
  let channel: BroadcastChannel | undefined;

  const open = () => {
    const opened = new BroadcastChannel('ringtrail');
    opened.onmessage = ({ data: [link, isReply] }: MessageEvent<[string, boolean]>) => {
      seen[link] = Date.now();
      if (!isReply && greeted(link)) opened.postMessage([link, true]);
    };
    return opened;
  };

  return {
    greet_(link) {
      channel = channel || open();
      channel.postMessage([link, false]);
    },
    seen_: (link) => seen[link] || 0,
    rest_() {
      channel?.close();
      channel = undefined;
    },
  };
}
