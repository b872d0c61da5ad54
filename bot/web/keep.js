// Keeps the conversations in the browser. Every window writes its own; what others have written meanwhile stays, the later
// copy of a conversation counts, and a deleted one does not come back. Which one is open is each window's own affair.
{
  const KEPT = "calis.conversations";
  const MOST_KEPT = 30;

  const readKept = () => {
    try {
      return JSON.parse(localStorage.getItem(KEPT)) ?? {};
    } catch {
      return {};
    }
  };

  window.calisKept = () => JSON.stringify({ ...readKept(), current_id: sessionStorage.getItem(KEPT) ?? "" });

  window.calisKeep = (packed) => {
    if (!packed) return;
    const mine = JSON.parse(packed);
    const theirs = readKept();
    const gone = [...new Set([...(theirs.gone ?? []), ...mine.gone])].slice(-100);
    const byId = new Map();
    for (const one of [...(theirs.conversations ?? []), ...mine.conversations]) {
      const empty = one.turns.length === 0; // two windows must not take up the same one
      const older = (byId.get(one.id)?.changed ?? -1) > one.changed;
      if (!empty && !older && !gone.includes(one.id)) byId.set(one.id, one);
    }
    const conversations = [...byId.values()].sort((one, other) => other.changed - one.changed).slice(0, MOST_KEPT);
    sessionStorage.setItem(KEPT, mine.current_id);
    for (;;) {
      try {
        return localStorage.setItem(KEPT, JSON.stringify({ conversations, gone }));
      } catch {
        if (!conversations.pop()) return; // the browser keeps nothing at all
      }
    }
  };
}
