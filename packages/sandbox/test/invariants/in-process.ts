import { claimsOfRole, registerRoles } from "../../src/access/roles.ts";
import type { Dataset } from "../../src/dataset/dataset.ts";
import { loadDataset } from "../../src/dataset/load-dataset.ts";
import { isRole } from "../../src/issuer/issuer.ts";
import { ROUTES } from "../../src/routes/route-table.ts";
import { textOfBody } from "../../src/service/answer.ts";
import { dispatch, type Service } from "../../src/service/dispatch.ts";
import { Router } from "../../src/service/router.ts";
import { parseTarget } from "../../src/service/target.ts";
import { emptyWorld, type World } from "../../src/state/world.ts";

const ISSUER = "https://issuer.example.org";
const BASE_PATH = "/accounting-system";

/** An answer, its body read. */
export interface Told {
  readonly status: number;
  // The tests say what they expect of it; a wrong guess fails there.
  readonly body: { readonly [field: string]: unknown } & {
    readonly content: readonly { readonly [field: string]: unknown }[];
  };
}

/** Options of {@link InProcess.send}. */
export interface SendOptions {
  /** A role, or a text that is no token. Default `admin`; `null` = no token. */
  readonly as?: string | null;
  readonly body?: unknown;
  /** The content type. Default JSON. */
  readonly type?: string;
}

/** A service without a server: thousands of requests a second, for properties. */
export class InProcess {
  readonly world: World;
  readonly #service: Service;

  constructor(dataset: Dataset) {
    this.world = emptyWorld({ seed: 1, now: () => Date.UTC(2025, 0, 1), issuer: ISSUER });
    loadDataset(this.world, dataset);
    registerRoles(this.world, ISSUER);
    this.#service = {
      world: this.world,
      router: new Router(ROUTES),
      introspect: (token) => (isRole(token) ? claimsOfRole(token, ISSUER) : undefined),
      server: "http://localhost:8080",
      basePath: BASE_PATH,
    };
  }

  /** Sends a request: `send("GET /projects/x", { as: "pa" })`. A body that is a text is sent as it stands. */
  send(call: string, options: SendOptions = {}): Told {
    const { as = "admin", body, type = "application/json" } = options;
    const [method = "GET", path = ""] = call.split(" ");
    const answer = dispatch(this.#service, {
      method,
      target: parseTarget(BASE_PATH + path, BASE_PATH),
      headers: { ...(as === null ? {} : { authorization: `Bearer ${as}` }), "content-type": type },
      body: Buffer.from(typeof body === "string" ? body : (JSON.stringify(body) ?? "")),
    });
    return { status: answer.status, body: answer.body === "" ? {} : JSON.parse(textOfBody(answer.body)) };
  }
}
