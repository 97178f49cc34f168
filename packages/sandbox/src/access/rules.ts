import type { Call } from "../service/call.ts";
import { forbidden } from "../service/refusal.ts";
import type { InstallationRecord } from "../state/entities.ts";
import { findInstallation, findProject, findProvider } from "../state/look-up.ts";
import { ADMIN, type Caller, holds, VIEW } from "./caller.ts";

/** Refuses a call: 404 for what its path names and does not exist, 403 for what the caller may not do. */
export type AccessRule = (call: Call) => void;

/** Any accepted token, registered or not. Also for calls that check roles late, after parameters and body. */
export const anyToken: AccessRule = () => {};

/** System admins alone. */
export const systemAdmin: AccessRule = ({ caller }) => {
  if (!caller.isSystemAdmin) throw forbidden();
};

/** Roles on the catalogue of providers, definitions and types. */
export const operationsViewer: AccessRule = ({ caller }) => requireOperations(caller, VIEW);
export const operationsAdmin: AccessRule = ({ caller }) => requireOperations(caller, ADMIN);

/** Roles on the project of the path (`{project}`). */
export const projectViewer: AccessRule = (call) => requireProjectOf(call, VIEW);
export const projectAdmin: AccessRule = (call) => requireProjectOf(call, ADMIN);

/** Admin of the project of the path, which also names a provider (`{project}`, `{provider}`). */
export const projectAdminOfProvider: AccessRule = (call) => {
  const project = findProject(call.world, call.param("project"));
  findProvider(call.world, call.param("provider"));
  if (!holds(call.caller, ADMIN, [project.id])) throw forbidden();
};

/** Viewer of the provider in the project of the path (`{project}`, `{provider}`). Association is not checked. */
export const providerViewer: AccessRule = (call) => {
  const project = findProject(call.world, call.param("project"));
  const provider = findProvider(call.world, call.param("provider"));
  requireProvider(call.caller, VIEW, project.id, provider.id);
};

/** Roles on the installation of the path (`{installation}`). */
export const installationViewer: AccessRule = (call) =>
  requireInstallation(call.caller, VIEW, findInstallation(call.world, call.param("installation")));
export const installationAdmin: AccessRule = (call) =>
  requireInstallation(call.caller, ADMIN, findInstallation(call.world, call.param("installation")));

/** @throws Refusal 403 if no role reaches the provider in the project, or the provider in every project */
export function requireProvider(
  caller: Caller,
  roles: readonly string[],
  projectId: string,
  providerId: string,
): void {
  if (!reachesProvider(caller, roles, projectId, providerId)) throw forbidden();
}

/** Whether a role reaches the provider in the project, or the provider in every project. */
export function reachesProvider(
  caller: Caller,
  roles: readonly string[],
  projectId: string,
  providerId: string,
): boolean {
  return holds(caller, roles, [projectId, providerId], ["roles", "provider", providerId]);
}

/** @throws Refusal 403 if no role reaches the installation */
export function requireInstallation(
  caller: Caller,
  roles: readonly string[],
  installation: InstallationRecord,
): void {
  if (!reachesInstallation(caller, roles, installation)) throw forbidden();
}

/** Whether a role reaches the installation. */
export function reachesInstallation(
  caller: Caller,
  roles: readonly string[],
  { project, organisation, id }: InstallationRecord,
): boolean {
  return holds(caller, roles, [project, organisation, id], ["roles", "provider", organisation]);
}

/** Representatives of a provider in every project: admins alone, and the system admin. */
export function requireRepresentative(caller: Caller, providerId: string): void {
  if (!holds(caller, ADMIN, ["roles", "provider", providerId])) {
    throw forbidden("Only representatives of the provider see its report.");
  }
}

function requireOperations(caller: Caller, roles: readonly string[]): void {
  if (!holds(caller, roles, ["operations", "resources"])) throw forbidden();
}

function requireProjectOf(call: Call, roles: readonly string[]): void {
  const project = findProject(call.world, call.param("project"));
  if (!holds(call.caller, roles, [project.id])) throw forbidden();
}
