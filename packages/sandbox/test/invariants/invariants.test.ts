import fc from "fast-check";
import { expect, test } from "vitest";

import { claimsOfCounts, claimsOfLists, claimsOfReports, claimsOfSearch } from "./claims.ts";
import { InProcess } from "./in-process.ts";
import { apply, type Claim, DATASET, type Known, operation } from "./operations.ts";

const said = (claims: readonly Claim[]) => claims.map(([what, is]) => [what, is]);
const due = (claims: readonly Claim[]) => claims.map(([what, , shouldBe]) => [what, shouldBe]);

test("whatever is sent, counts, lists, sums and searches agree with what was accepted", () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
      const service = new InProcess({ ...DATASET, capacities: [] });
      const known = new Map<string, Known>();
      const claims = operations.map((one) => apply(service, known, one));
      for (const claimsOf of [claimsOfLists, claimsOfCounts, claimsOfReports, claimsOfSearch])
        claims.push(...claimsOf(service, known));
      expect(said(claims)).toEqual(due(claims));
    }),
    { numRuns: 150, seed: 20_240_501 },
  );
});
