import { AccClient, clientCredentials, refreshToken, type TokenSource } from "@argo-acc/client";
import { type Sandbox, startSandbox } from "@argo-acc/sandbox";
import { expect, test } from "vitest";

import { type HandClock, handClock } from "./support/scripted-issuer.ts";

const MINUTE = 60_000;
const HOURS = 3_600_000;
const DAY = 24 * 60;

/** What goes wrong, and when: minutes of the day. */
interface Trouble {
  /** The token endpoint is down for `for` minutes from `at` on, in each `every` minutes. */
  readonly outages?: { readonly every: number; readonly at: number; readonly for: number };
  /** The token of the last call is revoked each so many minutes. */
  readonly revoke?: number;
  /** The service cannot check the next token, once, each so many minutes. */
  readonly uncheckable?: number;
}

const NONE: Trouble = {};
const LONG: Trouble = {
  // each is a little shorter than half a life
  outages: { every: 180, at: 30, for: 29 },
  revoke: 97,
  uncheckable: 41,
};
const QUICK: Trouble = { outages: { every: 60, at: 3, for: 2 }, revoke: 97, uncheckable: 41 };

/** How far the wall clock is off after so many minutes, in hours. */
const CLOCKS: Readonly<Record<string, (minute: number) => number>> = {
  right: () => 0,
  ahead: () => 3,
  behind: () => -3,
  jumping: (minute) => [0, 3, -3, 24][Math.floor(minute / 50) % 4] ?? 0,
};

type Make = (sandbox: Sandbox, clock: HandClock, fetch: typeof globalThis.fetch) => Promise<TokenSource>;

const byCredentials: Make = (sandbox, clock, fetch) =>
  Promise.resolve(
    clientCredentials({ issuer: sandbox.issuer, clientId: "pa", clientSecret: "pa-secret", clock, fetch }),
  );

const byRefreshToken: Make = async (sandbox, clock, fetch) => {
  const form = { grant_type: "client_credentials", client_id: "pa", client_secret: "pa-secret" };
  const login = await globalThis.fetch(`${sandbox.issuer}/protocol/openid-connect/token`, {
    method: "POST",
    body: new URLSearchParams(form),
  });
  const { refresh_token: first }: { refresh_token?: string } = Object(await login.json());
  return refreshToken({
    issuer: sandbox.issuer,
    clientId: "pa",
    refreshToken: first ?? "",
    clock,
    fetch,
  });
};

/** A day of requests, one a minute and three at once every ten. */
async function liveADay(given: {
  readonly lifetime: number;
  readonly make: Make;
  readonly trouble: Trouble;
  readonly aheadBy: (minute: number) => number;
}) {
  const clock = handClock();
  const begin = Date.UTC(2026, 0, 1);
  await using sandbox = await startSandbox({
    dataset: { metrics: 10 },
    tokenLifetime: given.lifetime,
    now: () => begin + clock.passed,
  });
  const asked = { discovery: 0, issued: 0, inVain: 0 };
  const token = await given.make(sandbox, clock, async (input, init) => {
    const response = await fetch(input, init);
    if (init?.method === "GET") asked.discovery += 1;
    else if (response.ok) asked.issued += 1;
    else asked.inVain += 1;
    return response;
  });
  const acc = new AccClient({ endpoint: sandbox.endpoint, token, clock });
  const failures: string[] = [];
  let calls = 0;
  for (let minute = 0; minute < DAY; minute++) {
    clock.passed = Math.max(clock.passed, minute * MINUTE);
    clock.ahead = given.aheadBy(minute) * HOURS;
    await arrange(minute, { sandbox, token, trouble: given.trouble });
    await Promise.all(
      Array.from({ length: minute % 10 === 0 ? 3 : 1 }, async () => {
        calls += 1;
        await acc.request("GET", "/clients/me").catch((error: unknown) => {
          failures.push(`minute ${minute}: ${String(error)}`);
        });
      }),
    );
  }
  const refusals = sandbox.requests.list().filter(({ status }) => status === 401).length;
  return { failures, calls, refusals, ...asked };
}

/** Makes what is due go wrong. */
async function arrange(
  minute: number,
  { sandbox, token, trouble }: { sandbox: Sandbox; token: TokenSource; trouble: Trouble },
): Promise<void> {
  const { outages, revoke, uncheckable } = trouble;
  const isDown = outages !== undefined && isWithin(minute % outages.every, outages.at, outages.for);
  sandbox.faults.remove();
  if (isDown) sandbox.faults.add("issuer-down@/openid-connect/token");
  // nothing helps against a token that is revoked when there is no issuer
  if (isDue(minute, revoke) && !isDown) sandbox.revokeToken(await token.get());
  if (isDue(minute, uncheckable)) sandbox.faults.add("failing-introspection:1x@/clients/me");
}

function isWithin(minute: number, at: number, length: number): boolean {
  return minute >= at && minute < at + length;
}

function isDue(minute: number, every: number | undefined): boolean {
  return every !== undefined && minute > 0 && minute % every === 0;
}

test.each([
  { lifetime: 3600, make: byCredentials, trouble: NONE, clock: "right", issued: 48, inVain: 0, refusals: 0 },
  { lifetime: 3600, make: byCredentials, trouble: NONE, clock: "ahead", issued: 48, inVain: 0, refusals: 0 },
  { lifetime: 300, make: byCredentials, trouble: NONE, clock: "behind", issued: 480, inVain: 0, refusals: 0 },
  {
    lifetime: 3600,
    make: byCredentials,
    trouble: LONG,
    clock: "jumping",
    issued: 72,
    inVain: 123,
    refusals: 49,
  },
  {
    lifetime: 300,
    make: byCredentials,
    trouble: QUICK,
    clock: "ahead",
    issued: 503,
    inVain: 25,
    refusals: 51,
  },
  {
    lifetime: 3600,
    make: byRefreshToken,
    trouble: LONG,
    clock: "behind",
    issued: 72,
    inVain: 123,
    refusals: 49,
  },
  {
    lifetime: 300,
    make: byRefreshToken,
    trouble: QUICK,
    clock: "jumping",
    issued: 503,
    inVain: 25,
    refusals: 51,
  },
])(
  "a day with tokens of $lifetime s, a clock that is $clock, $issued tokens, $inVain refused, $refusals times 401",
  async ({ lifetime, make, trouble, clock, issued, inVain, refusals }) => {
    const aheadBy = CLOCKS[clock];
    expect(aheadBy).toBeDefined();

    const day = await liveADay({ lifetime, make, trouble, aheadBy: aheadBy ?? (() => 0) });

    expect(day).toEqual({ failures: [], calls: 1728, discovery: 1, issued, inVain, refusals });
  },
);
