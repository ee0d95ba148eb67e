import { resolve } from "node:path";
import type { Connection } from "../access.ts";
import type { Host } from "../host.ts";
import type { Lab } from "../lab.ts";
import type { Line } from "../line/line.ts";
import type { Action } from "./actions.ts";
import { describeCounts, describeGateway, describeHosts, describeLine, type Row } from "./describe.ts";
import { commandHelp, UsageError } from "./usage.ts";

/** A program to start, for whoever gave the command: it is their terminal. */
export interface Start {
  /** Name of the namespace. */
  readonly namespace: string;
  readonly program: string;
  readonly args: readonly string[];
}

/** What becomes of a command: something to say, something to start, or the end. */
export type Outcome =
  | { readonly kind: "said"; readonly text: string }
  | { readonly kind: "start"; readonly start: Start }
  | { readonly kind: "close" };

const said = (text: string): Outcome => ({ kind: "said", text });

/** Stands for what is between the hosts. */
const INTERNET = "internet";

/** Does what commands ask for, in one lab. */
export class Desk {
  readonly #lab: Lab;
  readonly #rows = new Map<string, Row>();

  constructor(lab: Lab) {
    this.#lab = lab;
  }

  /**
   * @param folder which file names start from
   * @throws UsageError, NetlabError
   */
  async perform(action: Action, folder: string): Promise<Outcome> {
    switch (action.action) {
      case "add":
        return await this.#add(action.host, action.connection);
      case "domain":
        await this.#lab.addDomain(action.domain, this.#host(action.host));
        return said(`${action.domain} leads to ${action.host}.`);
      case "list":
        return said(describeHosts([...this.#rows.values()]));
      case "run": {
        const { program, args } = action;
        return { kind: "start", start: { namespace: this.#host(action.host).namespace.name, program, args } };
      }
      case "move":
        return await this.#move(action.host, action.connection);
      case "firewall": {
        const row = this.#row(action.host);
        await row.host.setFirewall(action.firewall);
        this.#rows.set(action.host, { ...row, firewall: action.firewall });
        return said(`${action.host}: ${describeGateway(row.nat, action.firewall)}`);
      }
      case "capture":
        return await this.#capture(action.place, resolve(folder, action.file));
      case "help":
        return said(commandHelp());
      case "close":
        return { kind: "close" };
      default:
        return await this.#change(action);
    }
  }

  async #change(
    action: Extract<Action, { readonly action: "set" | "cut" | "heal" | "unplug" | "plug" | "counts" }>,
  ) {
    const line = this.#line(action.host);
    switch (action.action) {
      case "set":
        await line.set(action.settings);
        break;
      case "cut":
        await line.cut(action.way);
        break;
      case "counts":
        return said(describeCounts(await line.counts()));
      default:
        await line[action.action]();
    }
    return said(`${action.host}: ${describeLine(line)}`);
  }

  async #add(name: string, connection: Connection): Promise<Outcome> {
    const host = await this.#lab.addHost(name, connection);
    this.#rows.set(name, { host, nat: connection.nat, firewall: connection.firewall });
    return said(describeHosts([this.#row(name)]));
  }

  async #move(name: string, connection: Connection | undefined): Promise<Outcome> {
    const row = this.#row(name);
    const line = row.host.line?.settings;
    // Another network is no reason for another line, unless it is to have none.
    await row.host.move(connection && { ...connection, ...(connection.line && line && { line }) });
    if (connection)
      this.#rows.set(name, { host: row.host, nat: connection.nat, firewall: connection.firewall });
    return said(describeHosts([this.#row(name)]));
  }

  async #capture(place: string, file: string): Promise<Outcome> {
    const captured = place === INTERNET ? this.#lab : this.#host(place);
    await captured.capture(file);
    return said(`All packets of ${place} go to ${file}.`);
  }

  #row(name: string): Row {
    const row = this.#rows.get(name);
    if (!row) throw new UsageError(`There is no host "${name}"; list shows them.`);
    return row;
  }

  #host(name: string): Host {
    return this.#row(name).host;
  }

  #line(name: string): Line {
    const { line } = this.#host(name);
    if (!line) throw new UsageError(`${name} was connected with --no-line: there is no line to change.`);
    return line;
  }
}
