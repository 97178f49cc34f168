/** The largest page that `POST /metrics/search` serves. */
export const SEARCH_SIZE = 1000;
