const OBJECT_ID = /^[0-9a-f]{24}$/;

/** An id as it is stored: 12 bytes for the ids the service makes, the text itself for any other. */
export type StoredId = Buffer | string;

/** {@link restoreId} is its inverse. */
export function storeId(id: string): StoredId {
  return OBJECT_ID.test(id) ? Buffer.from(id, "hex") : id;
}

export function restoreId(id: StoredId): string {
  return typeof id === "string" ? id : id.toString("hex");
}
