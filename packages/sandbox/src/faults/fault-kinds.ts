import { BODY_FAULTS } from "./body-faults.ts";
import { CONNECTION_FAULTS } from "./connection-faults.ts";
import { STATUS_FAULTS } from "./status-faults.ts";
import type { FaultKind } from "./strike.ts";
import { TOKEN_FAULTS } from "./token-faults.ts";

/** What can go wrong, by name. */
export type FaultName =
  | keyof typeof CONNECTION_FAULTS
  | keyof typeof STATUS_FAULTS
  | keyof typeof BODY_FAULTS
  | keyof typeof TOKEN_FAULTS;

/** Every fault. */
export const FAULT_KINDS: Readonly<Record<FaultName, FaultKind>> = {
  ...CONNECTION_FAULTS,
  ...STATUS_FAULTS,
  ...BODY_FAULTS,
  ...TOKEN_FAULTS,
};

/** The names, as errors and help list them. */
export const FAULT_NAMES = Object.keys(FAULT_KINDS) as readonly FaultName[];
