// What this browser keeps from visit to visit; where it keeps nothing, or has no room, this tab remembers.

const here = new Map();

/** Whether all that there was to keep is kept. */
export const keeps = () => here.size === 0;

export const storage = {
  /** What is kept under `key`, or null. */
  getItem(key) {
    if (here.has(key)) return here.get(key);
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // switched off: the mere sight of it throws
    }
  },

  /** Keeps `words` under `key`. */
  setItem(key, words) {
    here.delete(key);
    try {
      localStorage.setItem(key, words);
    } catch {
      here.set(key, words);
    }
  },

  /** Forgets what is kept under `key`. */
  removeItem(key) {
    here.delete(key);
    try {
      localStorage.removeItem(key);
    } catch {
      return; // nothing was kept
    }
  },
};
