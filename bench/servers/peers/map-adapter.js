// The store of oidc-provider in memory, as its example adapter, but for the limit of 1,000 entries: a round prepares more codes.

/** @typedef {{ grantId?: string, consumed?: number, uid?: string }} Payload */

/** @type {Map<string, Payload>} */
const entries = new Map();
/** Keys of entries by their grant. @type {Map<string, Set<string>>} */
const grants = new Map();

export class MapAdapter {
  /** @param {string} model */
  constructor(model) {
    this.model = model;
  }

  /** @param {string} id @param {Payload} payload */
  async upsert(id, payload) {
    const key = `${this.model}:${id}`;
    entries.set(key, payload);
    const { grantId } = payload;
    if (grantId === undefined || this.model === 'Grant') return;
    const keys = grants.get(grantId) ?? new Set();
    grants.set(grantId, keys.add(key));
  }

  /** @param {string} id */
  async find(id) {
    return entries.get(`${this.model}:${id}`);
  }

  /** @param {string} id */
  async consume(id) {
    const found = entries.get(`${this.model}:${id}`);
    if (found) found.consumed = Math.floor(Date.now() / 1000);
  }

  /** @param {string} id */
  async destroy(id) {
    entries.delete(`${this.model}:${id}`);
  }

  /** @param {string} grantId */
  async revokeByGrantId(grantId) {
    for (const key of grants.get(grantId) ?? []) entries.delete(key);
    grants.delete(grantId);
  }
}
