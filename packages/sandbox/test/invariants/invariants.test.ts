import fc from "fast-check";
import { expect, test } from "vitest";

import {
  claimsOfCounts,
  claimsOfDefinitions,
  claimsOfLists,
  claimsOfReports,
  claimsOfSearch,
} from "./claims.ts";
import { InProcess } from "./in-process.ts";
import { apply, type Claim, DATASET, type Known, operations } from "./operations.ts";

const LOOKS = [claimsOfDefinitions, claimsOfLists, claimsOfCounts, claimsOfReports, claimsOfSearch];
const LOOK_EVERY = 8;

const said = (claims: readonly Claim[]) => claims.map(([what, is]) => [what, is]);
const due = (claims: readonly Claim[]) => claims.map(([what, , shouldBe]) => [what, shouldBe]);

test("whatever is sent, counts, lists, sums and searches agree with what was accepted", () => {
  fc.assert(
    fc.property(fc.array(operations, { maxLength: 60 }), (sequence) => {
      const service = new InProcess({ ...DATASET, capacities: [] });
      const known = new Map<string, Known>();
      const claims: Claim[] = [];
      for (const [at, one] of sequence.entries()) {
        claims.push(apply(service, known, one));
        // in between too: what a look has put into an index or a cache must follow the next change
        if (at % LOOK_EVERY === 0) for (const claimsOf of LOOKS) claims.push(...claimsOf(service, known));
      }
      for (const claimsOf of LOOKS) claims.push(...claimsOf(service, known));
      expect(said(claims)).toEqual(due(claims));
    }),
    { numRuns: 150, seed: 20_240_501 },
  );
});
