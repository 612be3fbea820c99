const MOST = 10_000;

/** The same function, which remembers what it found for each text; of many texts it forgets all and begins anew. */
export function remembered<Value>(find: (text: string) => Value, most = MOST): (text: string) => Value {
  const known = new Map<string, Value>();
  return (text) => {
    const there = known.get(text);
    if (there !== undefined) return there;
    if (known.size >= most) known.clear();
    const found = find(text);
    known.set(text, found);
    return found;
  };
}
