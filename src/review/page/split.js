// Where a row is to be split: how many sentences of each side stay above. A first guess by length, then whatever the person chooses.

const share = (side) => {
  const lengths = side.map((sentence) => sentence.text.length);
  const all = Math.max(1, lengths.reduce((sum, length) => sum + length, 0));
  let sum = 0;
  return [0, ...lengths.map((length) => (sum += length) / all)];
};

/** Both parts hold something. */
export function isSplit(row, { source, target }) {
  const above = source + target;
  return above > 0 && above < row.source.length + row.target.length;
}

/** The split that cuts both sides at about the same share of their length; where a sentence is chosen, in front of that one. Nothing if there is one sentence a side. */
export function bestSplit(row, chosen) {
  if (row.source.length <= 1 && row.target.length <= 1) return undefined;
  const [source, target] = [share(row.source), share(row.target)];
  let best = null;
  for (let s = 0; s < source.length; s++) {
    for (let t = 0; t < target.length; t++) {
      const split = { source: s, target: t };
      if (!isSplit(row, split)) continue;
      if (chosen && chosen.place > 0 && split[chosen.panel] !== chosen.place) continue;
      // A part with nothing on one side is possible, and seldom meant.
      const oneSided = (s === 0 || t === 0 || s === source.length - 1 || t === target.length - 1) && row.source.length > 0 && row.target.length > 0;
      const cost = Math.abs(source[s] - target[t]) + (oneSided ? 1 : 0);
      if (best === null || cost < best.cost) best = { cost, split };
    }
  }
  return best?.split;
}
