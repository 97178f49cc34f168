/**
 * How often a call is sent that fails in the same way each time. A cell: tries, whether it may have acted, and whether
 * it is `retryable`. The readme shows the same table.
 */
export const RETRY_TABLE = `
| failure                                    | GET, HEAD, search | PUT, PATCH, DELETE | other POST   | pauses             | error                    |
| ------------------------------------------ | ----------------- | ------------------ | ------------ | ------------------ | ------------------------ |
| name not found (DNS)                       | 5, no, yes        | 5, no, yes         | 5, no, yes   | growing            | \`AccNetworkError\`        |
| connection refused                         | 5, no, yes        | 5, no, yes         | 5, no, yes   | growing            | \`AccNetworkError\`        |
| host not reachable                         | 5, no, yes        | 5, no, yes         | 5, no, yes   | growing            | \`AccNetworkError\`        |
| no connection in time                      | 5, no, yes        | 5, no, yes         | 5, no, yes   | growing            | \`AccNetworkError\`        |
| proxy answers 407                          | 1, no, no         | 1, no, no          | 1, no, no    | none               | \`AccNetworkError\`        |
| proxy answers 502                          | 5, no, yes        | 5, no, yes         | 5, no, yes   | growing            | \`AccNetworkError\`        |
| certificate not trusted (TLS)              | 1, no, no         | 1, no, no          | 1, no, no    | none               | \`AccNetworkError\`        |
| other failure of TLS                       | 1, no, no         | 1, maybe, no       | 1, maybe, no | none               | \`AccNetworkError\`        |
| a port that fetch refuses                  | 1, no, no         | 1, no, no          | 1, no, no    | none               | \`AccNetworkError\`        |
| network lost on the way                    | 5, no, yes        | 5, maybe, yes      | 1, maybe, no | growing            | \`AccNetworkError\`        |
| connection closed before the answer        | 5, no, yes        | 5, maybe, yes      | 1, maybe, no | growing            | \`AccNetworkError\`        |
| connection closed within the answer        | 5, no, yes        | 5, maybe, yes      | 1, maybe, no | growing            | \`AccNetworkError\`        |
| what comes is not HTTP                     | 5, no, yes        | 5, maybe, yes      | 1, maybe, no | growing            | \`AccNetworkError\`        |
| no answer within \`timeoutMs\`               | 5, no, yes        | 5, maybe, yes      | 1, maybe, no | growing            | \`AccTimeoutError\`        |
| 301, 302, 303, 307, 308                    | 1, no, no         | 1, maybe, no       | 1, maybe, no | none               | \`AccResponseError\`       |
| 400, 405, 406, 410, 413, 414, 415, 422     | 1, no, no         | 1, no, no          | 1, no, no    | none               | \`AccResponseError\`       |
| 401, the token can be renewed              | 2, no, no         | 2, no, no          | 2, no, no    | none               | \`AccAuthenticationError\` |
| 401, it cannot                             | 2, no, no         | 2, no, no          | 2, no, no    | 1 s                | \`AccAuthenticationError\` |
| 403                                        | 1, no, no         | 1, no, no          | 1, no, no    | none               | \`AccPermissionError\`     |
| 404                                        | 1, no, no         | 1, no, no          | 1, no, no    | none               | \`AccNotFoundError\`       |
| 408                                        | 5, no, yes        | 5, maybe, yes      | 1, maybe, no | growing            | \`AccResponseError\`       |
| 409                                        | 1, no, no         | 1, no, no          | 1, no, no    | none               | \`AccConflictError\`       |
| 429                                        | 5, no, yes        | 5, no, yes         | 5, no, yes   | growing            | \`AccRateLimitError\`      |
| 429, Retry-After: 7                        | 5, no, yes        | 5, no, yes         | 5, no, yes   | 7 s                | \`AccRateLimitError\`      |
| 429, Retry-After: a time in 20 s           | 5, no, yes        | 5, no, yes         | 5, no, yes   | 20 s, then growing | \`AccRateLimitError\`      |
| 429, Retry-After: what cannot be read      | 5, no, yes        | 5, no, yes         | 5, no, yes   | growing            | \`AccRateLimitError\`      |
| 429, Retry-After: more than a minute       | 1, no, yes        | 1, no, yes         | 1, no, yes   | none               | \`AccRateLimitError\`      |
| 500, 502, 503, 504                         | 5, no, yes        | 5, maybe, yes      | 1, maybe, no | growing            | \`AccResponseError\`       |
| 503, Retry-After: 7                        | 5, no, yes        | 5, maybe, yes      | 1, maybe, no | 7 s                | \`AccResponseError\`       |
| 501, 505, 999                              | 1, no, no         | 1, maybe, no       | 1, maybe, no | none               | \`AccResponseError\`       |
| 200 with a body that is not JSON           | 1, no, no         | 1, maybe, no       | 1, maybe, no | none               | \`AccProtocolError\`       |
| 200 with JSON that lacks what was promised | 1, no, no         | 1, maybe, no       | 1, maybe, no | none               | \`AccProtocolError\`       |
| another 2xx than promised                  | 1, no, no         | 1, maybe, no       | 1, maybe, no | none               | \`AccProtocolError\`       |
`;

/** The cells of a table in Markdown, line by line, without the line under the head. */
export function cellsOf(table: string): string[][] {
  return table
    .split("\n")
    .filter((line) => line.startsWith("|") && !line.startsWith("| -"))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}
